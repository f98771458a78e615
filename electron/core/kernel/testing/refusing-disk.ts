/** A disk that does not let go of one file: it can neither be deleted nor written; every other call happens as ever. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** @param code what the disk answers, e.g. `EROFS`. */
export function refuseToDelete(file: string, code: string): { readonly relent: () => void } {
  const real = { ...fs };
  const refusal = () => Object.assign(new Error(`${code}: refused by the test`), { code });
  const refusing: Partial<typeof fs> = {
    unlinkSync(path) {
      if (path === file) throw refusal();
      real.unlinkSync(path);
    },
    openSync(path, flags, mode) {
      if (path === file && /^[wa]|\+/.test(String(flags))) throw refusal();
      return real.openSync(path, flags, mode);
    },
  };
  Object.assign(fs, refusing);
  syncBuiltinESMExports();
  return {
    relent() {
      Object.assign(fs, { unlinkSync: real.unlinkSync, openSync: real.openSync });
      syncBuiltinESMExports();
    },
  };
}
