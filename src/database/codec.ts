/** How values cross the wire: the encoders and decoders that generated repositories name. */

/** Turns what the driver returned for a non-null column into what the generated type promises. */
export type Decoder = (value: unknown) => unknown;
