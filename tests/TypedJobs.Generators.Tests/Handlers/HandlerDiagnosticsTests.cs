using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Handlers;

public sealed class HandlerDiagnosticsTests
{
    private const string Body = "{ public Task HandleAsync(Mail job, JobContext context, CancellationToken cancellationToken) => Task.CompletedTask; ";
    private const string Job = "[Job(\"mail\")] public sealed partial record Mail(string To);\n";
    private const string Worker = "[JobWorker] public sealed partial class W;";

    [Theory]
    [InlineData("public record Mail(string To); public class H : IJobHandler<{|TJ0023:Mail|}>;", "'Mail', which is no job: declare it as '[Job(\"name\")] public sealed partial record Mail'")]
    [InlineData("public class H : List<int>, IJobHandler<{|TJ0023:string|}>;", "'string', which is no job: declare a job that carries it, as '[Job(\"name\")] public sealed partial record'")]
    [InlineData("namespace N { public class M; } public abstract class H : IJobHandler<{|TJ0023:N.M|}>;", "'N.M', which is no job: declare it as '[Job(\"name\")] public sealed partial record M'")]
    [InlineData("public class H : IJobHandler<{|TJ0023:List<int>|}>;", "'System.Collections.Generic.List<int>', which is no job: declare a job that carries it, as '[Job(\"name\")] public sealed partial record'")]
    public async Task A_handler_of_what_is_no_job_is_told_how_to_declare_one(string program, string said)
        => Assert.Equal([$"The handler 'H' handles {said}"], await AnalyzerRun.ExpectAsync(program));

    [Theory]
    [InlineData(Job + "public class H : IJobHandler<Mail> " + Body + "}")]
    [InlineData("public abstract class Base<T> : IJobHandler<T> where T : IJob<T> { public abstract Task HandleAsync(T job, JobContext context, CancellationToken cancellationToken); }")]
    [InlineData("public class H : IJobHandler<Missing>;")]
    [InlineData("public interface IJobHandlerOf<T>; public class H : IJobHandlerOf<string>;")]
    [InlineData("namespace Other { public interface IJobHandler<T>; public class H : IJobHandler<string>; }")]
    public async Task A_handler_of_a_job_and_what_only_looks_like_one_is_fine(string program)
        => Assert.Empty(await AnalyzerRun.ExpectAsync(program));

    [Fact]
    public async Task A_job_whose_declaration_is_wrong_is_reported_there_alone()
        => Assert.Equal(
            ["'Mail' cannot be a job: it is not sealed; write 'sealed partial record'"],
            await AnalyzerRun.ExpectAsync("[Job(\"mail\")] public partial record {|TJ0001:Mail|}(string To); public class H : IJobHandler<Mail> " + Body + "}"));

    [Theory]
    [InlineData("private H() { }")]
    [InlineData("internal H(int x) { }")]
    [InlineData("protected H() { }")]
    public async Task A_handler_that_nobody_can_make_is_warned_of(string constructor)
        => Assert.Equal(
            ["The handler 'H' of the worker 'W' has no public constructor, and no code of this project creates it, so that the worker has none to run: make a constructor public"],
            await AnalyzerRun.ExpectAsync(Job + "public class {|TJ0024:H|} : IJobHandler<Mail> " + Body + constructor + "}\n" + Worker));

    [Theory]
    [InlineData("", Worker)]
    [InlineData("public H(string to) { } private H() { }", Worker)]
    [InlineData("private H() { } public static H Make() => new();", Worker)]
    [InlineData("internal H(int x) { } }\npublic class Setup { public object Make() => new JobHandlers().Add(() => new H(1)); ", Worker)]
    [InlineData("private H() { }", "")]
    public async Task A_handler_that_can_be_made_or_is_of_no_worker_here_is_fine(string constructor, string worker)
        => Assert.Empty(await AnalyzerRun.ExpectAsync("using TypedJobs.Workers;\n" + Job + "public class H : IJobHandler<Mail> " + Body + constructor + "}\n" + worker));
}
