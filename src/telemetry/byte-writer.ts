/**
 * Text that becomes bytes as it comes, in one piece of memory. Thousands of short strings that wait to be joined cost
 * the garbage collector more than writing them does.
 */
import { Buffer } from "node:buffer";

const FIRST_SIZE = 1024;
/** UTF-8 needs no more for a unit of UTF-16. */
const BYTES_PER_UNIT = 3;
/** In ASCII. */
const ZERO = 48;

export class ByteWriter {
  #buffer = Buffer.allocUnsafe(FIRST_SIZE);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  text(text: string): void {
    this.#reserve(text.length * BYTES_PER_UNIT);
    this.#length += this.#buffer.write(text, this.#length);
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** The same for short text of ASCII alone: without leaving compiled code, which costs more than a few dozen bytes. */
  ascii(text: string): void {
    this.#reserve(text.length);
    const buffer = this.#buffer;
    const start = this.#length;
    for (let index = 0; index < text.length; index++) buffer[start + index] = text.charCodeAt(index);
    this.#length = start + text.length;
  }

  /** The last `count` decimal digits of a whole number, with leading zeros. */
  digits(value: number, count: number): void {
    this.#reserve(count);
    const buffer = this.#buffer;
    const start = this.#length;
    let rest = value;
    for (let index = start + count - 1; index >= start; index--) {
      const tens = Math.trunc(rest / 10);
      buffer[index] = ZERO + rest - tens * 10;
      rest = tens;
    }
    this.#length = start + count;
  }

  /** Begins anew in the same memory, which costs less than fresh. */
  clear(): void {
    this.#length = 0;
  }

  /** What has been written since; not a copy. */
  written(): Uint8Array<ArrayBuffer> {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
    larger.set(this.written());
    this.#buffer = larger;
  }
}
