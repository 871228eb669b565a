// What lies under the pointer in the race view, and what its card says.

import { indexAt, inside } from "../../canvas/boxes.js";
import { PAD } from "../../canvas/labels.js";
import { number } from "../../lib/format.js";
import { listedAs, named } from "../../messages/en/glyphs.js";
import { say } from "../../messages/en/race.js";
import { overviewTarget } from "../../sequence/overview.js";
import { scales } from "./chart.js";
import { scaleBox, shareBox, tileBox, unitBox } from "./layout.js";

/** The target at a point of the stage; view: {run, geo, first, scrollTo, seek}. */
export function targetAt(view, x, y) {
  return x < view.geo.divider ? leftTarget(view, x, y) : rightTarget(view, x, y);
}

function leftTarget(view, x, y) {
  const { run, first, geo: { left } } = view;
  const found = overviewTarget(view, x, y);
  if (found) return found;
  const lane = run.lanes.findLast(({ index }) => y >= left.lanes[index].y);
  const t = first + Math.floor((x - left.from) / left.pitch);
  const here = t >= first && t < first + left.visible;
  if (!lane) return here && y < left.lanes[0].y - 4 ? { id: `step${t}`, kind: "step", t, box: { x: left.from + (t - first) * left.pitch, y: left.input.y - 12, w: left.pitch, h: left.target.y - left.input.y + 24 } } : null;
  if (x < left.from) return { id: `lane${lane.index}`, kind: "lane", lane: lane.index, box: { x: PAD, y: left.lanes[lane.index].y, w: left.from - PAD - 10, h: 16 } };
  if (!here) return null;
  const box = run.sum ? scaleBox(left, lane) : tileBox(left, first, lane, t);
  if (inside(box, x, y)) return run.sum ? { id: `sum${lane.index}`, kind: "sum", lane: lane.index, box } : { id: `tile${lane.index}.${t}`, kind: "tile", lane: lane.index, t, box };
  const { states, ch } = left.lanes[lane.index];
  if (y < states.y || y >= states.y + states.h) return null;
  return unitTarget(view, { lane: lane.index, unit: indexAt(y, states.y, ch, lane.H), t });
}

export function unitTarget({ geo: { left }, first, run }, { lane, unit, t }) {
  return { id: `s${lane}.${t}.${unit}`, kind: "state", lane, unit, t, box: unitBox(left, first, run.lanes[lane], { unit, t }), selects: { lane, unit, t } };
}

function rightTarget(view, x, y) {
  const { run, geo: { right } } = view;
  const { loss } = right;
  if (inside({ x: loss.x - 6, y: loss.y - 8, w: loss.w + 12, h: loss.h + 26 }, x, y)) {
    const s = scales(run, loss);
    const epoch = s.epoch(x);
    const box = { x: s.x(epoch) - 5, y: Math.min(loss.y + loss.h - 60, Math.max(loss.y, y - 30)), w: 10, h: 60 };
    return { id: `loss${epoch}`, kind: "loss", epoch, box, seek: epoch, drag: (px) => view.seek(s.epoch(px)) };
  }
  const at = run.lanes.findIndex((lane) => inside({ ...shareBox(right, lane.index), x: right.x, w: right.right - right.x }, x, y));
  return at < 0 ? null : { id: `share${at}`, kind: "share", lane: at, box: shareBox(right, at) };
}

const words = say.cards;
const exact = (name, value) => ({ name, text: number(value, 6) });

/** The card of a target in frame k, at an epoch. */
export function cardOf(run, target, k, epoch) {
  return CARDS[target.kind]?.(run, target, k, epoch) ?? null;
}

const CARDS = {
  step(run, { t }, k) {
    if (run.sum) return { title: words.step(t), rows: [exact(words.number, run.number(k, t)), { name: words.marked, text: run.marked(k, t) ? words.yes : words.no }] };
    const wanted = run.asked(k, t) ? named(run.symbol(run.target(k, t))) : words.silent;
    return { title: words.step(t), rows: [{ name: words.reads, text: named(run.symbol(run.input(k, t))) }, { name: words.wanted, text: wanted }] };
  },
  tile(run, { lane: index, t }, k) {
    const lane = run.lanes[index];
    const at = lane.frame(k);
    if (!run.asked(at, t)) return { title: words.step(t), note: words.silent, rows: [{ name: words.reads, text: named(run.symbol(run.input(at, t))) }] };
    const [top, chances] = [lane.likeliest(k, t), lane.chances(k, t)];
    const target = run.target(at, t);
    const rows = Array.from(top, (id, i) => ({ name: listedAs(run.symbol(id), id === target), text: words.chance(chances[i]) }));
    if (!top.includes(target)) rows.push({ name: listedAs(run.symbol(target), true), text: words.chance(lane.pRight(k, t)) });
    return { title: words.right(lane, top[0] === target), note: `${words.step(t)}, ${words.should(run.symbol(target))}`, rows };
  },
  sum(run, { lane: index }, k) {
    const lane = run.lanes[index];
    const [said, wanted] = [lane.answer(k), run.wanted(lane.frame(k))];
    return { title: words.sum(lane), rows: [exact(words.wanted, wanted), exact(words.answers, said), exact(words.error, (said - wanted) ** 2)] };
  },
  state(run, { lane: index, unit, t }, k) {
    const lane = run.lanes[index];
    const value = lane.states(k, t)[unit];
    return { title: words.state(lane), note: words.unit(unit, t, run.layer), rows: [{ name: words.h, values: [value], text: number(value, 6) }] };
  },
  loss(run, { epoch }) {
    const rows = run.lanes.map((lane) => ({ name: lane.name, text: epoch <= lane.done ? number(lane.losses[epoch - 1], 6) : say.stopped(lane.done) }));
    for (const lane of run.lanes) {
      const i = lane.heldAt(epoch);
      if (i >= 0) rows.push({ name: words.held(lane.name, lane.held.epochs[i]), text: number(lane.held.losses[i], 6) });
    }
    rows.push({ name: words.baseline, text: number(run.baseline, 6) });
    for (const lane of run.lanes) if (lane.clipped.includes(epoch)) rows.push({ name: lane.name, text: words.clippedHere });
    return { title: words.epoch(epoch), rows };
  },
  share(run, { lane: index }, _k, epoch) {
    const part = run.share(run.lanes[index], epoch);
    return { title: words.share(run.lanes[index]), rows: [{ name: words.epoch(epoch), text: part === undefined ? say.stopped(run.lanes[index].done) : words.percent(part) }] };
  },
  lane(run, { lane: index }, _k, epoch) {
    const lane = run.lanes[index];
    const i = lane.heldAt(epoch);
    const rows = [{ name: words.units, text: String(lane.H) }, { name: words.parameters, text: String(lane.parameters) }, { name: words.epochs, text: String(lane.done) }];
    if (epoch <= lane.done) rows.push(exact(words.loss, lane.losses[epoch - 1]));
    if (i >= 0) rows.push({ name: words.held(lane.name, lane.held.epochs[i]), text: number(lane.held.losses[i], 6) });
    return { title: words.lane(lane), rows, how: lane.failure || undefined };
  },
};
