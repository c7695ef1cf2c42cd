package io.kycgateway.attacks;

/** The classes of attacks, after OWASP's API security list of 2023 where it has them. */
enum AttackClass {
  OBJECTS("Broken object level authorization (API1)"),
  AUTHENTICATION("Broken authentication (API2)"),
  PROPERTIES("Broken property level authorization, mass assignment (API3)"),
  RESOURCES("Unrestricted resource consumption (API4)"),
  FUNCTIONS("Broken function level authorization (API5)"),
  SSRF("Server side request forgery (API7)"),
  MISCONFIGURATION("Security misconfiguration (API8)"),
  INVENTORY("Improper inventory management (API9)"),
  MODULES("Unsafe consumption of APIs: what modules answer (API10)"),
  INJECTION("Injection: headers, logs, labels, JSON, Unicode"),
  SMUGGLING("Request smuggling");

  private final String title;

  AttackClass(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
