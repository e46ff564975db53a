// Shows the gateway's document, or one service's, in Swagger UI. Requests are not sent from
// here: this page may only connect to its own origin, which is not the gateway.
"use strict";

const ui = SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  showExtensions: true,
  supportedSubmitMethods: [],
  validatorUrl: null,
  queryConfigEnabled: false,
});

const choice = document.getElementById("document");

choice.addEventListener("change", () => {
  const url = choice.value;
  document.getElementById("as-json").href = url;
  document.getElementById("as-yaml").href = url.replace(/json$/, "yaml");
  ui.specActions.updateUrl(url);
  ui.specActions.download(url);
});

fetch("services")
  .then((response) => response.json())
  .then(({ services }) => {
    for (const { service } of services) {
      choice.add(new Option(service, `services/${encodeURIComponent(service)}/openapi.json`));
    }
  })
  .catch(() => choice.setAttribute("title", "the list of services could not be read"));
