import {renderFooter, renderHead, renderHeader} from "./frame.js";
import {languages} from "./src/components/i18n.js";
import {pages} from "./src/pages.js";
import {refuseTheInternet, vendorPackages} from "./vendor.js";

// Plot draws maps, and colours and moves by schemes of its own: nothing here does.
const spare = ["d3-geo", "d3-scale-chromatic", "d3-transition"];
await vendorPackages("src", ["@observablehq/plot", "@uwdata/flechette"], spare);
refuseTheInternet();

export default {
  root: "src",
  output: process.env["DASHBOARD_OUTPUT"] ?? "dist",
  style: "dashboard.css",
  globalStylesheets: [],
  // Links keep their .html, so that any plain web server finds the pages.
  preserveExtension: true,
  sidebar: false,
  toc: false,
  pager: false,
  pages: [],
  dynamicPaths: languages.flatMap((language) => pages.map((page) => `/${language}/${page.name}`)),
  head: renderHead,
  header: renderHeader,
  footer: renderFooter
};
