/**
 * Who may import whom, as dependency-cruiser rules: the table in the style guide, row by row.
 *
 * Type imports count like any other, so a type cannot carry what an import may not. Run by `npm run boundaries`; each rule
 * is broken once, on purpose, in `check-boundaries.test.ts`.
 */

const ELECTRON = '^electron$|node_modules/electron/';
const FASTIFY = '^fastify$|node_modules/(fastify|@fastify)/';
const PINO = '^pino$|node_modules/pino/';
const KEYTAR = '^keytar$|node_modules/(keytar|@napi-rs/keyring[^/]*)/';

/** Everything of ours that could stand on the other side of an import. */
const OURS = '^(electron|renderer|shared|build|e2e)/';
const TEST = '\\.test\\.tsx?$';
const TESTING = '(^|/)testing/';

/** The kernel is a box of tools without a front door; a slice's `testing/` is for tests (see no-tests-in-the-product). */
const FRONT_DOORS = ['/index\\.ts$', '^electron/core/kernel/', TESTING];

/**
 * @param {string} name
 * @param {object} from
 * @param {object} to
 */
const rule = (name, from, to) => ({ name, severity: /** @type {const} */ ('error'), from, to });

module.exports = {
  forbidden: [
    // shared/
    rule('shared-knows-nobody', { path: '^shared/' }, { path: OURS, pathNot: '^shared/' }),
    rule(
      'shared-needs-only-the-schema-library',
      // It runs in a browser as well as in Node.
      { path: '^shared/', pathNot: [TEST, TESTING] },
      { pathNot: ['^shared/', '^typebox(/|$)', 'node_modules/typebox/', OURS] },
    ),

    // renderer/
    rule(
      'window-knows-only-shared-and-ui',
      { path: '^renderer/manager/' },
      { path: OURS, pathNot: ['^renderer/(manager|ui)/', '^shared/'] },
    ),
    rule(
      'player-knows-only-shared-and-ui',
      { path: '^renderer/player/' },
      { path: OURS, pathNot: ['^renderer/(player|ui)/', '^shared/'] },
    ),
    rule('ui-knows-only-shared', { path: '^renderer/ui/' }, { path: OURS, pathNot: ['^renderer/ui/', '^shared/'] }),

    // electron/core
    rule('kernel-knows-no-slice', { path: '^electron/core/kernel/' }, { path: '^electron/core/(?!kernel/)' }),
    rule(
      'kernel-needs-only-sqlite-and-the-log',
      { path: '^electron/core/kernel/', pathNot: [TEST, TESTING] },
      {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional'],
        pathNot: 'node_modules/(better-sqlite3|@types/better-sqlite3|pino|typebox)/',
      },
    ),
    rule('pino-only-in-the-log', { path: '^electron/', pathNot: '^electron/core/kernel/log\\.ts$' }, { path: PINO }),
    rule(
      'leaf-slices-do-not-meet',
      // Every slice that is not named as gathering is a leaf, also the ones still to come.
      { path: '^electron/core/([^/]+)/', pathNot: '^electron/core/(kernel|incident|checklist|backups)/' },
      { path: '^electron/core/', pathNot: ['^electron/core/$1/', '^electron/core/(kernel|audit)/'] },
    ),
    rule(
      'slices-through-the-front-door',
      { path: '^electron/core/([^/]+)/' },
      { path: '^electron/core/', pathNot: ['^electron/core/$1/', ...FRONT_DOORS] },
    ),
    rule(
      'core-reaches-no-host',
      { path: '^electron/core/' },
      {
        path: `^electron/(main|preload|headless|manager|server|worker)/|${ELECTRON}|${FASTIFY}|${KEYTAR}`,
        reachable: true,
      },
    ),
    rule('core-knows-no-face', { path: '^electron/core/' }, { path: '^(renderer|build|e2e)/' }),

    // the hosts
    rule(
      'hosts-use-the-front-door',
      { path: '^electron/(main|preload|headless|manager|server|worker)/' },
      { path: '^electron/core/', pathNot: FRONT_DOORS },
    ),
    rule(
      'manager-knows-core-and-shared',
      { path: '^electron/manager/' },
      { path: OURS, pathNot: ['^electron/(manager|core)/', '^shared/'] },
    ),
    rule(
      'main-knows-manager-core-shared',
      { path: '^electron/main/' },
      { path: OURS, pathNot: ['^electron/(main|manager|core)/', '^shared/'] },
    ),
    rule(
      'headless-knows-manager-core-shared',
      { path: '^electron/headless/' },
      { path: OURS, pathNot: ['^electron/(headless|manager|core)/', '^shared/'] },
    ),
    rule(
      'preload-knows-shared',
      { path: '^electron/preload/' },
      { path: OURS, pathNot: ['^electron/preload/', '^shared/'] },
    ),
    rule(
      'server-knows-core-and-shared',
      { path: '^electron/server/' },
      { path: OURS, pathNot: ['^electron/(server|core)/', '^shared/'] },
    ),
    rule(
      'worker-knows-core-and-shared',
      { path: '^electron/worker/' },
      { path: OURS, pathNot: ['^electron/(worker|core)/', '^shared/'] },
    ),

    // one importer each
    rule(
      'electron-only-in-the-shell',
      { path: '^electron/', pathNot: '^electron/(main|preload)/' },
      { path: ELECTRON },
    ),
    rule(
      'fastify-only-in-server-and-worker',
      { path: '^electron/', pathNot: '^electron/(server|worker)/' },
      { path: FASTIFY },
    ),
    rule(
      'keytar-only-in-the-keychain',
      { path: '^electron/', pathNot: '^electron/manager/keychain\\.ts$' },
      { path: KEYTAR },
    ),

    // everything
    rule('no-cycles', {}, { circular: true }),
    rule(
      'no-tests-in-the-product',
      { path: '^(electron|renderer|shared)/', pathNot: [TEST, TESTING] },
      { path: [TEST, TESTING, '^e2e/'], pathNot: 'node_modules' },
    ),
    // What does not resolve has no path, and slips through every rule above.
    rule('imports-resolve', {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
  },
};
