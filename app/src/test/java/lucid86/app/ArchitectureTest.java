package lucid86.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;

/** Who may know whom. */
@AnalyzeClasses(packages = "lucid86", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** What the app may name of the machine: plain data. */
    private static final Set<String> PLAIN_DATA = Set.of(
            "lucid86.machine.board.MachineConfig",
            "lucid86.machine.board.ConfigException",
            "lucid86.machine.board.DriveSlot",
            "lucid86.machine.board.InputEvent",
            "lucid86.machine.board.Nic",
            "lucid86.machine.dev.DeviceView",
            "lucid86.machine.disk.ImageFormat",
            "lucid86.machine.dev.kbc8042.Key",
            "lucid86.machine.ether.MacAddress",
            "lucid86.machine.net.NetworkConfig",
            "lucid86.machine.io.ScreenPort");

    private static final DescribedPredicate<JavaClass> LIVE_MACHINE = resideInAPackage("lucid86.machine..")
            .and(DescribedPredicate.describe("not plain data", c -> {
                String name = c.getBaseComponentType().getName();
                return PLAIN_DATA.stream().noneMatch(p -> name.equals(p) || name.startsWith(p + "$"));
            }));

    @ArchTest
    static final ArchRule MACHINE_STANDS_ALONE =
            noClasses().that().resideInAPackage("lucid86.machine..").should().dependOnClassesThat().resideInAnyPackage("lucid86.jit..", "lucid86.debugger..", "lucid86.app..");

    @ArchTest
    static final ArchRule JIT_KNOWS_ONLY_THE_MACHINE =
            noClasses().that().resideInAPackage("lucid86.jit..").should().dependOnClassesThat().resideInAnyPackage("lucid86.debugger..", "lucid86.app..");

    @ArchTest
    static final ArchRule DEBUGGER_KNOWS_NO_WINDOW =
            noClasses().that().resideInAPackage("lucid86.debugger..").should().dependOnClassesThat().resideInAnyPackage("lucid86.app..");

    @ArchTest
    static final ArchRule JAVAFX_ONLY_IN_APP =
            noClasses().that().resideOutsideOfPackage("lucid86.app..").should().dependOnClassesThat().resideInAnyPackage("javafx..");

    @ArchTest
    static final ArchRule HEADLESS_NEEDS_NO_JAVAFX = noClasses()
            .that().haveNameMatching("lucid86\\.app\\.shell\\.(Main|CommandLineRunner|Options|Headless|HostLines|DebugLines|BootDisk|OpenMachine|MachineFile|ImageGuess|Settings|UserFiles|Window)")
            .should().dependOnClassesThat().resideInAnyPackage("javafx..");

    @ArchTest
    static final ArchRule APP_REACHES_THE_MACHINE_THROUGH_THE_DEBUGGER =
            noClasses().that().resideInAPackage("lucid86.app..").should().dependOnClassesThat(LIVE_MACHINE);

    @ArchTest
    static final ArchRule PANELS_DO_NOT_KNOW_THE_SHELL =
            classes().that().resideInAPackage("lucid86.app.panel..").should().onlyDependOnClassesThat().resideOutsideOfPackage("lucid86.app.shell..");

    @ArchTest
    static final ArchRule CONTROLS_KNOW_NO_MACHINE =
            noClasses().that().resideInAPackage("lucid86.app.control..").should().dependOnClassesThat().resideInAnyPackage("lucid86.debugger..", "lucid86.machine..", "lucid86.jit..");
}
