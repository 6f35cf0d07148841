// The description of the API as people read it, by Redoc, served by this service like everything else.
/* global Redoc */
const options = {
  disableSearch: true,
  hideHostname: true,
  expandResponses: "200,202",
  requiredPropsFirst: true,
  theme: { typography: { fontFamily: "system-ui, sans-serif", headings: { fontFamily: "system-ui, sans-serif" } } },
};
addEventListener("load", () => Redoc.init(new URL("openapi.json", document.baseURI).href, options, document.getElementById("docs")));
