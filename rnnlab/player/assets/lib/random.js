/** A name that no other one equals, written in hexadecimal digits, two for each byte. */
export const randomName = (bytes) => Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join("");
