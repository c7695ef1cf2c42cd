package io.kycgateway.verification;

import java.util.Locale;
import java.util.Locale.IsoCountryCode;
import java.util.Set;

/**
 * The codes of issuing states: ISO 3166-1 alpha-3, and what travel documents carry beside it by
 * ICAO Doc 9303, part 3, section 5.
 */
final class CountryCodes {
  private static final Set<String> ISO_3166 = Locale.getISOCountries(IsoCountryCode.PART1_ALPHA3);

  private static final Set<String> TRAVEL_DOCUMENTS =
      Set.of(
          // Germany.
          "D",
          // British nationals other than citizens.
          "GBD",
          "GBN",
          "GBO",
          "GBP",
          "GBS",
          // European Union and United Nations; UNK: residents of Kosovo, by UNMIK.
          "EUE",
          "UNA",
          "UNK",
          "UNO",
          // Other issuing authorities.
          "XBA",
          "XCC",
          "XCE",
          "XCO",
          "XDC",
          "XEC",
          "XES",
          "XIM",
          "XMP",
          "XOM",
          "XPO",
          // Stateless persons, refugees, unspecified nationality.
          "XXA",
          "XXB",
          "XXC",
          "XXX",
          // Withdrawn from ISO 3166-1; on documents issued before.
          "ANT",
          "NTZ",
          // Specimens.
          "UTO",
          // Kosovo is in neither list: RKS is in its passports, XKX is what others use.
          "RKS",
          "XKX");

  private CountryCodes() {}

  static boolean contains(String code) {
    return ISO_3166.contains(code) || TRAVEL_DOCUMENTS.contains(code);
  }

  /** Whether only its case keeps a code from being one. */
  static boolean containsInUpperCase(String code) {
    return contains(code.toUpperCase(Locale.ROOT));
  }
}
