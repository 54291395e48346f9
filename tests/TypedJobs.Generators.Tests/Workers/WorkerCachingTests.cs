using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Workers;

public sealed class WorkerCachingTests
{
    private const string JobA = """[Job("a")] public sealed partial record A(int X);""";
    private const string JobB = """[Job("b")] public sealed partial record B(int X);""";

    private const string HandlerOfA =
        """
        public class AHandler : IJobHandler<A>
        {
            public Task HandleAsync(A job, JobContext context, CancellationToken cancellationToken)
            {
                return Task.CompletedTask;
            }
        }
        """;

    private const string HandlerOfB =
        """
        public sealed class BHandler : IJobHandler<B>
        {
            public Task HandleAsync(B job, JobContext context, CancellationToken cancellationToken) => Task.Delay(1, cancellationToken);
        }
        """;

    private const string Workers =
        """
        [JobWorker(typeof(A))] public sealed partial class WorkerOfA;
        [JobWorker(typeof(B))] public sealed partial class WorkerOfB;
        """;

    private readonly GeneratorRun _run = GeneratorRun.Of(JobA, JobB, HandlerOfA, HandlerOfB, Workers);

    [Fact]
    public void An_edit_in_the_body_of_a_handler_runs_nothing_again()
        => Assert.Empty(_run.OutputsRerunByReplacing("return Task.CompletedTask;", "return Task.FromResult(42);"));

    [Fact]
    public void A_new_class_that_is_no_handler_runs_nothing_again()
        => Assert.Empty(_run.OutputsRerunBy(static program => program.AddSyntaxTrees(
            Compilations.Parse("public sealed class Unrelated : List<int>, IDisposable { public void Dispose() { } }", "Unrelated.cs"))));

    [Theory]
    [InlineData(JobA)]
    [InlineData(HandlerOfA)]
    public void A_file_that_moves_to_another_place_changes_nothing(string file)
        => Assert.DoesNotContain("SourceOutput: Modified", _run.OutputsRerunBy(program =>
        {
            var tree = program.SyntaxTrees.Single(candidate => candidate.ToString() == file);
            return program.RemoveSyntaxTrees(tree).AddSyntaxTrees(Compilations.Parse(file, "Moved.cs"));
        }));

    [Fact]
    public void A_handler_that_is_renamed_runs_its_worker_and_the_manifest_again_and_nothing_else()
        => Assert.Equal(
            ["SourceOutput: Modified", "SourceOutput: Modified"],
            _run.OutputsRerunByReplacing("BHandler", "RenamedHandler"));

    [Fact]
    public void References_that_say_the_same_run_nothing_again()
    {
        var contracts = GeneratorRun.Of("Contracts", [], JobA, JobB);
        var before = contracts.AsReference();
        var run = GeneratorRun.Of("Acme", [before], HandlerOfA, HandlerOfB, Workers);

        Assert.Empty(run.OutputsRerunBy(program => program.ReplaceReference(before, contracts.AsReference())));
    }
}
