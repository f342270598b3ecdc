// SPDX-License-Identifier: Apache-2.0
//
// Natives: the SDK's compiler resolves these names at build time; on desk and rv32 the engine defines them as globals.

/** The C function of that name. The argument must be one string literal. */
// biome-ignore lint/suspicious/noExplicitAny: what a native takes and returns is declared where it is called
declare function native(name: string): (this: unknown, ...args: any[]) => any;

/** A base class whose instances are host objects with that C destructor. */
declare function Native(name: string): new () => object;

interface ObjectConstructor {
  /** XS: with `deep`, everything that can be reached is frozen, so that the linker can put it into ROM. */
  freeze<Value>(value: Value, deep: boolean): Readonly<Value>;
}
