package lucid86.app.shell;

/** Where the program starts. Does not extend Application, so that the JVM starts it without JavaFX. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        int code = CommandLineRunner.run(args, System.out, System.err);
        System.out.flush();
        System.exit(code);
    }
}
