/* The admin's own frame cannot read the cookie: set the theme before the first paint. */
"use strict";
const themeChoice = document.cookie.match(/(?:^|; )theme=(light|dark)(?:;|$)/);
if (themeChoice) {
  document.documentElement.setAttribute("data-bs-theme", themeChoice[1]);
}
