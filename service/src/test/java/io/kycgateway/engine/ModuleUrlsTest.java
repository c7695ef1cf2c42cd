package io.kycgateway.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kycgateway.common.EnumTable;
import io.kycgateway.common.ServerUrl;
import io.kycgateway.modules.ModuleConfiguration;
import io.kycgateway.startup.StartupException;
import io.kycgateway.verification.ModuleName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModuleUrlsTest {
  private static final String URL = "http://127.0.0.1:9000/call";

  @Test
  void urls_given_areTaken() throws StartupException {
    assertThat(ModuleUrls.of(modules(URL), null).get(ModuleName.OCR))
        .isEqualTo(ServerUrl.http(URL));
  }

  @Test
  void url_missing_isTheSimulatorsWhereThereIsOne() throws StartupException {
    ServerUrl simulated = ServerUrl.http("http://127.0.0.1:1/ocr");

    EnumTable<ModuleName, ServerUrl> urls = ModuleUrls.of(modules(""), module -> simulated);

    assertThat(urls.get(ModuleName.OCR)).isEqualTo(simulated);
    assertThat(urls.get(ModuleName.LIVENESS)).isEqualTo(ServerUrl.http(URL));
  }

  @Test
  void url_missingWithoutASimulator_namesTheVariable() {
    assertThatThrownBy(() -> ModuleUrls.of(modules(" "), null))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("modules.ocr.url", "KYC_OCR_URL", "KYC_SIMULATOR=true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ocr.example", "/ocr", "ftp://ocr.example", "http://", "http:ocr", "http://a b"})
  void url_noHttpUrl_namesTheVariable(String url) {
    assertThatThrownBy(() -> ModuleUrls.of(modules(url), module -> ServerUrl.http(URL)))
        .isInstanceOf(StartupException.class)
        .hasMessageContainingAll("modules.ocr.url", "KYC_OCR_URL", "not an absolute http");
  }

  private static EnumTable<ModuleName, ModuleConfiguration> modules(String ocr) {
    return EnumTable.of(
        ModuleName.class,
        module ->
            new ModuleConfiguration(
                module == ModuleName.OCR ? ocr : URL, null, null, null, null, null));
  }
}
