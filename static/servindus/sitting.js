/* From file to file with the arrow keys; the links do it without a script. */
"use strict";

document.addEventListener("keydown", (event) => {
  const keys = { ArrowLeft: "prev", ArrowRight: "next" };
  const wanted = keys[event.key];
  if (!wanted || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  // Whoever writes or chooses moves inside the field.
  if (event.target.closest("input, textarea, select, summary")) return;
  const link = document.querySelector(`.sitting-steps [rel="${wanted}"]`);
  if (link) link.click();
});
