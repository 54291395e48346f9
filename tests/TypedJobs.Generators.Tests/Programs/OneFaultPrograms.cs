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
    public Task What_can_be_completed_is(string declaration, string said) => SmallProgram.SaysAloneAsync(declaration + Uses, said);

    [Theory]
    [InlineData("[Job(\"a\")] public sealed record {|TJ0001:A|}(int X);", "'A' cannot be a job: it is not partial; write 'sealed partial record'")]
    [InlineData("[Job(\"a\")] public record {|TJ0001:A|}(int X);", "'A' cannot be a job: it is neither sealed nor partial; write 'sealed partial record'")]
    [InlineData("[Job(\"a\")] public sealed partial class {|TJ0001:A|} { public int X { get; set; } }", "'A' cannot be a job: it is a class; write 'sealed partial record'")]
    public Task A_worker_is_not_said_to_be_without_jobs(string declaration, string said)
        => SmallProgram.SaysAloneAsync(declaration + "[JobWorker] public sealed partial class W;", said);
}
