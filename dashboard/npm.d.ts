// Framework's npm: imports are the packages in node_modules.
declare module "npm:@observablehq/plot" {
  export * from "@observablehq/plot";
}
declare module "npm:@uwdata/flechette" {
  export * from "@uwdata/flechette";
}
