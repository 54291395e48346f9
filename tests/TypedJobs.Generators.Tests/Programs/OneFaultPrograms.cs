using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Programs;

/// <summary>A job that is declared wrongly, and is enqueued and handled all the same: what is wrong is said once, where it is wrong, and the compiler does not add to it.</summary>
public sealed class OneFaultPrograms
{
    private const string Uses =
        """

        public sealed class AHandler : IJobHandler<A> { HANDLES(A) }
        [JobWorker] public sealed partial class W;
        public sealed class Producer(IJobClient jobs)
        {
            public async Task RunAsync(A job) { await jobs.EnqueueAAsync(job); await jobs.EnqueueAsync(job); await jobs.EnqueueBatchAsync([job]); }
        }
        """;

    [Theory]
    [InlineData("[Job({|TJ0002:\"a b\"|})] public sealed partial record A(int X);", "The name 'a b' of a job contains ' '; allowed are letters and digits of ASCII and - + / ; . $ _ ( )")]
    [InlineData("[Job({|TJ0002:\"a\\n</c>\"|})] public sealed partial record A(int X);", "The name 'a\\n</c>' of a job contains '\\n'; allowed are letters and digits of ASCII and - + / ; . $ _ ( )")]
    [InlineData("[Job({|TJ0002:null!|})] public sealed partial record A(int X);", "The name '' of a job is empty; write one such as 'mail.send'")]
    [InlineData("[Job(\"a\", {|TJ0002:Tube = \"\"|})] public sealed partial record A(int X);", "The tube '' of a job is empty; write one such as 'mail.send'")]
    [InlineData("[Job(\"a\", {|TJ0010:TimeToRunSeconds = 0|})] public sealed partial record A(int X);", "The TimeToRunSeconds of the job 'A' is 0; it must be at least 1")]
    [InlineData("[Job(\"a\", {|TJ0010:Version = 0|})] public sealed partial record A(int X);", "The Version of the job 'A' is 0; it must be at least 1")]
    [InlineData("[Job(\"a\", BackoffSeconds = 9, {|TJ0010:MaxBackoffSeconds = 3|})] public sealed partial record A(int X);", "The MaxBackoffSeconds of the job 'A' is 3; it must be at least 9, its BackoffSeconds")]
    [InlineData("[Job(\"a\")] public partial record {|TJ0001:A|}(int X);", "'A' cannot be a job: it is not sealed; write 'sealed partial record'")]
    [InlineData("[Job(\"a\")] public abstract partial record {|TJ0001:A|}(int X);", "'A' cannot be a job: it is abstract, and a job is made as it is; remove 'abstract', and put [Job] on the records that derive from it")]
    [InlineData("[Job(\"a\")] public sealed partial record A(Action {|TJ0004:Done|});", "'A.Done' of type 'Action' cannot be carried by a job: there is no JSON for this type; carry the values that it works with, or leave the member out with [JsonIgnore]")]
    [InlineData("[Job(\"a\")] public sealed partial class {|TJ0001:A|} { public System.IO.Stream? X { get; set; } }", "'A' cannot be a job: it is a class; write 'sealed partial record'")]
    [InlineData("[Job(\"a\")] public partial class {|TJ0001:A|}(int x) { public int X => x; }", "'A' cannot be a job: it is a class; write 'sealed partial record'")]
    public Task What_can_be_completed_is(string declaration, string said) => SmallProgram.SaysAloneAsync(declaration + Uses, said);

    [Theory]
    [InlineData("[Job(\"a\")] public sealed record {|TJ0001:A|}(int X);", "it is not partial; write 'sealed partial record'", "A")]
    [InlineData("[Job(\"a\")] public record {|TJ0001:A|}(int X);", "it is neither sealed nor partial; write 'sealed partial record'", "A")]
    [InlineData("[Job(\"a\")] public abstract record class {|TJ0001:A|}(int X);", "it is abstract, and a job is made as it is; remove 'abstract', and put [Job] on the records that derive from it", "A")]
    [InlineData("[Job(\"a\")] public sealed class {|TJ0001:A|} { public int X { get; set; } }", "it is a class; write 'sealed partial record'", "A")]
    [InlineData("using static Outer; [Job(\"b\")] public sealed partial record B(int X); public static class Outer { [Job(\"a\")] public sealed partial record {|TJ0001:A|}(int X); } public sealed class BHandler : IJobHandler<B> { HANDLES(B) }", "'Outer', which contains it, is not partial", "Outer")]
    [InlineData("using static Outer.Inner; public struct Outer { public partial interface Inner { [Job(\"a\")] public record {|TJ0001:A|}(int X); } }", "it is neither sealed nor partial; write 'sealed partial record'", "Outer", "A")]
    public Task What_lacks_partial_and_is_handled_is_completed_too_and_the_compiler_says_no_more_than_that(string declaration, string said, params string[] lacking)
        => SmallProgram.SaysAloneAsync(declaration + Uses, "'A' cannot be a job: " + said, lacking.Select(static part => "CS0260 " + part));

    [Theory]
    [InlineData("[Job(\"a\")] public sealed record {|TJ0001:A|}(int X);", "it is not partial; write 'sealed partial record'")]
    [InlineData("[Job(\"a\")] internal class {|TJ0001:A|} { public int X { get; set; } }", "it is a class; write 'sealed partial record'")]
    [InlineData("using static Outer; public static class Outer { [Job(\"a\")] public sealed partial record {|TJ0001:A|}(int X); }", "'Outer', which contains it, is not partial")]
    public Task Where_it_is_only_enqueued_the_compiler_says_nothing(string declaration, string said)
        => SmallProgram.SaysAloneAsync(
            declaration + "internal sealed class Producer(IJobClient jobs) { public async Task RunAsync(A job) => await jobs.EnqueueAAsync(job, new() { Priority = 1 }); } [Job(\"b\")] public sealed partial record B(int X); public abstract class BHandler : IJobHandler<B> { HANDLES(B) }",
            "'A' cannot be a job: " + said);

    [Theory]
    [InlineData("[Job(\"a\")] public sealed partial record {|TJ0001:A|}<T>(T X);", "'A' cannot be a job: it is generic; a job is one shape, so declare a record for each that there is")]
    [InlineData("[Job(\"a\")] file sealed partial record {|TJ0001:A|}(int X);", "'A' cannot be a job: 'A' is not accessible to the rest of the assembly; remove 'file'")]
    public Task A_worker_is_not_said_to_be_without_jobs(string declaration, string said)
        => SmallProgram.SaysAloneAsync(declaration + "[JobWorker] public sealed partial class W;", said);
}
