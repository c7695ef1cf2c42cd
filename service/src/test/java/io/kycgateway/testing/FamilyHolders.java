package io.kycgateway.testing;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.kycgateway.metrics.Family;
import java.util.List;

/** Finds the classes that hold metric families in static fields. */
public final class FamilyHolders {
  private FamilyHolders() {}

  /** The names of those classes. */
  public static List<String> in(JavaClasses classes) {
    return classes.stream()
        .filter(type -> type.getFields().stream().anyMatch(FamilyHolders::holdsFamilies))
        .map(JavaClass::getName)
        .sorted()
        .toList();
  }

  private static boolean holdsFamilies(JavaField field) {
    return field.getModifiers().contains(JavaModifier.STATIC)
        && field.getType().getAllInvolvedRawTypes().stream()
            .anyMatch(type -> type.isEquivalentTo(Family.class));
  }
}
