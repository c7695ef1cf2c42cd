package io.kycgateway.testing;

import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.PrintStream;
import java.time.Duration;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** The rules that hold for every module of this project. */
public final class ArchitectureRules {
  private static final String PROJECT = "io.kycgateway";

  private ArchitectureRules() {}

  /** Machine-read text must not change with the operator's language. */
  public static final ArchRule NO_DEFAULT_LOCALE =
      noClasses()
          .should(
              callMethod(String.class, "formatted", Object[].class)
                  .or(callMethod(String.class, "format", String.class, Object[].class))
                  .or(callMethod(PrintStream.class, "printf", String.class, Object[].class))
                  .or(callMethod(PrintStream.class, "format", String.class, Object[].class))
                  .or(callMethod(DateTimeFormatter.class, "ofPattern", String.class))
                  .or(callMethod(String.class, "toLowerCase"))
                  .or(callMethod(String.class, "toUpperCase")));

  /** Neither in code nor in tests, where a sleep is a race. */
  public static final ArchRule NO_SLEEP =
      noClasses()
          .should(
              callMethod(Thread.class, "sleep", long.class)
                  .or(callMethod(Thread.class, "sleep", long.class, int.class))
                  // Newer than the language level of this project, but not than its JDKs.
                  .or(callMethod(Thread.class, "sleep", Duration.class)));

  public static final ArchRule NAMES_SAY_WHAT_TYPES_ARE =
      noClasses().should().haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)(\\$.*)?");

  public static final ArchRule CLOSED_FOR_INHERITANCE = classes().should(beClosed());

  /**
   * What a package of this project may import.
   *
   * @param name of the package, below {@code io.kycgateway}
   * @param allowed packages of this project besides itself, below {@code io.kycgateway}
   */
  public static ArchRule imports(String name, Set<String> allowed) {
    return classes()
        .that()
        .resideInAPackage(PROJECT + "." + name)
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are not of this project or in " + allowed,
                type ->
                    !isOurs(type.getPackageName())
                        || type.getPackageName().equals(PROJECT + "." + name)
                        || allowed.stream()
                            .anyMatch(
                                other -> type.getPackageName().equals(PROJECT + "." + other))));
  }

  private static boolean isOurs(String packageName) {
    return packageName.equals(PROJECT) || packageName.startsWith(PROJECT + ".");
  }

  private static ArchCondition<JavaClass> beClosed() {
    return new ArchCondition<>("be final, or a record, enum, interface or sealed class") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        boolean isClosed =
            type.isInterface()
                || type.isEnum()
                || type.isAnonymousClass()
                || type.getModifiers().contains(JavaModifier.FINAL)
                || isConstantOfAnEnum(type)
                || type.reflect().isSealed();
        if (!isClosed) {
          events.add(SimpleConditionEvent.violated(type, type.getName() + " can be extended"));
        }
      }
    };
  }

  private static boolean isConstantOfAnEnum(JavaClass type) {
    Class<?> parent = type.reflect().getSuperclass();
    return parent != null && parent.isEnum();
  }
}
