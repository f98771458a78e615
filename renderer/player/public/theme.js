// Runs before the first paint, so that a chosen theme never flashes the other one. The same cookie is written by
// features/session/theme.ts.
(function () {
  var chosen = /(?:^|; )hf_theme=(light|dark)(?:;|$)/.exec(document.cookie);
  if (chosen) document.documentElement.dataset.theme = chosen[1];
})();
