/* Django's autocompletes have no name for screen readers: give them their label's. */
"use strict";
const nameAutocompletes = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete[id]")) {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const box = select.nextElementSibling;
    if (!label || !box || !box.classList.contains("select2")) continue;
    const name = label.textContent.trim();
    for (const part of box.querySelectorAll("[role=combobox], [role=textbox]")) {
      part.setAttribute("aria-label", name);
    }
  }
};
// They are built after the page is ready, a little later each; a new inline row, too.
window.addEventListener("load", () => window.setTimeout(nameAutocompletes, 100));
document.addEventListener("focusin", nameAutocompletes);
