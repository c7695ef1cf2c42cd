package io.kycgateway.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CountryCodesTest {
  @ParameterizedTest
  @ValueSource(strings = {"ESP", "DEU", "GBR", "TWN", "ATA", "SSD", "CUW"})
  void code_ofIso3166_isKnown(String code) {
    assertThat(CountryCodes.contains(code)).isTrue();
  }

  @Test
  void codes_ofEveryCountry_areKnown() {
    assertThat(Arrays.stream(Locale.getISOCountries()).map(c -> new Locale("", c)))
        .hasSizeGreaterThan(240)
        .allSatisfy(
            country -> assertThat(CountryCodes.contains(country.getISO3Country())).isTrue());
  }

  // Doc 9303, part 3, section 5, by its parts, and Kosovo.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "D,GBD,GBN,GBO,GBP,GBS",
        "EUE",
        "UNO,UNA,UNK",
        "XBA,XIM,XCC,XCE,XCO,XEC,XPO,XES,XMP,XOM,XDC",
        "XXA,XXB,XXC,XXX",
        "ANT,NTZ",
        "UTO",
        "RKS,XKX"
      })
  void codes_ofTravelDocuments_areKnown(String codes) {
    assertThat(codes.split(","))
        .allSatisfy(code -> assertThat(CountryCodes.contains(code)).isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "XYZ", "ES", "esp", "d", "D<<", "DDR", "YUG", "SUN", "IAO", "724"})
  void code_ofNoIssuer_isUnknown(String code) {
    assertThat(CountryCodes.contains(code)).isFalse();
  }
}
