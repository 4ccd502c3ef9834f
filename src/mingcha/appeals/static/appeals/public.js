// A draft stays on the phone until it was handed in. Without script nothing is missing but the draft.
(function () {
  "use strict";
  var form = document.querySelector("form[data-draft]"), kept;
  try { kept = window.localStorage; } catch (error) { return; }
  if (!kept) { return; }
  if (!form) { if (document.getElementById("receipt")) { Object.keys(kept).forEach(function (name) { if (name.indexOf("draft:") === 0) { kept.removeItem(name); } }); } return; }
  var key = "draft:" + form.dataset.draft, names = ["text", "spot"];
  var draft = {};
  try { draft = JSON.parse(kept.getItem(key) || "{}"); } catch (error) { draft = {}; }
  names.forEach(function (name) {
    var field = form.elements[name];
    if (!field.value && draft[name]) { field.value = draft[name]; }
    field.addEventListener("input", function () { draft[name] = field.value; try { kept.setItem(key, JSON.stringify(draft)); } catch (error) { return; } });
  });
}());
