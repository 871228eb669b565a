"""Plotly figures of recordings, a module for each."""

from rnnlab.analysis.pca import Projection, principal_plane
from rnnlab.figures.embedding import embedding_map
from rnnlab.figures.heatmap import unit_heatmap
from rnnlab.figures.lines import unit_lines
from rnnlab.figures.loss import loss_curve

__all__ = ["Projection", "embedding_map", "loss_curve", "principal_plane", "unit_heatmap", "unit_lines"]
