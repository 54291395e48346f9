using Microsoft.CodeAnalysis;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>An editor runs generators and analyzers over what is half written; neither may throw, and what is generated is C# all the same.</summary>
public sealed class TypingTests
{
    private const string Everything =
        """
        namespace N;
        [Job("a", Tube = "t", Version = 2)]
        public sealed partial record A(string S, DateTime? D, Line[] L, int? W = 3) : IUpgradeFrom<V, A> { public static A Upgrade(V old) => new(old.S, null, []); }
        [JobVersion("a", 1, Tube = "u", Format = JobFormat.Bare)]
        public sealed partial record V(string S);
        public sealed record Line(A? Of, int Count = 1);
        public abstract class B<T>;
        sealed class H(IJobClient x) : B<int>, IJobHandler<A>
        {
            public async Task HandleAsync(A job, JobContext c, CancellationToken t)
            {
                foreach (var l in job.L) await x.EnqueueAAsync(l.Of!);
                Action a = async () => await x.EnqueueAsync(job, new() { Delay = null });
            }
        }
        partial class O
        {
            [JobWorker(typeof(A), typeof(H), Except = [typeof(string)])]
            sealed partial class W;
        }
        """;

    private const string Contracts =
        """
        using System.Text.Json.Serialization;
        namespace Shop.Orders
        {
            /// <summary>An order.</summary>
            [Job("order.create", TimeToRunSeconds = 2), RetryOn<TimeoutException>]
            public sealed partial record CreateOrder([property: JsonPropertyName("nr")] Guid Id, Box<Shape?>[] Boxes, DateTime At = default)
            {
                public required string Note { get; init; } = "x";
                [JsonIgnore] public object? Tag => null;
            }
            [JsonDerivedType(typeof(Round), "r")] public abstract record Shape; public sealed record Round(double R) : Shape;
            public sealed record Box<T>(T Value, Dictionary<DayOfWeek, List<T>> More);
        }
        """;

    private const string Producer =
        """
        [Job("a")] partial record A(int X) { }
        class P(IJobClient jobs)
        {
            async Task Run(int[] xs, EnqueueOptions? o = null)
            {
                foreach (var (x, y) in xs.Zip(xs)) { var z = x + y; await jobs.EnqueueAAsync(new(z), o).ConfigureAwait(false); }
                for (var i = 0; i < xs.Length; i++) _ = await jobs.EnqueueAsync(new A(i) { X = 2 }, new() { Delay = TimeSpan.FromDays(i) });
                await jobs.EnqueueBatchAsync([new A(1), .. xs.Select(static x => new A(x))]);
            }
        }
        """;

    [Theory]
    [InlineData(Everything)]
    [InlineData(Contracts)]
    [InlineData(Producer)]
    public async Task A_program_that_is_typed_character_by_character_throws_nowhere(string program)
    {
        var state = GeneratorRun.Driver();
        var editor = Compilations.Of("Acme", [], string.Empty);
        for (var length = 1; length <= program.Length; length++)
        {
            var typed = program[..length];
            editor = editor.ReplaceSyntaxTree(editor.SyntaxTrees[^1], Compilations.Parse(typed, "Typed.cs"));
            state = state.RunGeneratorsAndUpdateCompilation(editor, out var output, out _, TestContext.Current.CancellationToken);
            Assert.All(state.GetRunResult().Results, result => Assert.True(result.Exception is null, $"{result.Exception}\n\nafter:\n{typed}"));
            var garbage = state.GetRunResult().GeneratedTrees.FirstOrDefault(tree => tree.GetDiagnostics(TestContext.Current.CancellationToken).Any());
            Assert.True(garbage is null, $"{garbage}\n\nafter:\n{typed}");

            var thrown = (await AnalyzerRun.AllAsync(output)).FirstOrDefault(static diagnostic => diagnostic.Id == "AD0001");
            Assert.True(thrown is null, $"{thrown}\n\nafter:\n{typed}");
        }
    }

    [Theory]
    [InlineData("[JobWorker] public partial class W; [JobWorker] public partial class W;")]
    [InlineData("[Job(\"a\")] public sealed partial record A(int X); [Job(\"b\")] public sealed partial record A;")]
    [InlineData("[Job(\"a\")] public sealed partial record A(int X); public class A : IJobHandler<A>;")]
    [InlineData("[JobWorker] public partial class W : IJobHandler<W>, IJobHandler<Missing>, IJobHandler<int>, IJobHandler<>;")]
    [InlineData("[JobWorker(typeof(), typeof(Missing), 1, typeof(List<>))] public partial class W;")]
    [InlineData("[JobWorker(Except = typeof(W), Except = [typeof(W)])] public partial class W;")]
    [InlineData("[Job] public sealed partial record A; [JobWorker(typeof(A))] public partial struct W;")]
    [InlineData("[Job(null!)] public sealed partial record A; [JobWorker(typeof(A)) public partial record struct W;")]
    [InlineData("[assembly: TypedJobs.CompilerServices.DeclaredJob(typeof(int), null!, 1, null!)] [assembly: TypedJobs.CompilerServices.DeclaredHandler(null!, typeof(Missing))] [JobWorker] partial class W;")]
    [InlineData("[Job(\"a\", Version = 2)] public sealed partial record A : IUpgradeFrom<A, A>, IUpgradeFrom<B, A>, IUpgradeFrom<Missing, A>; [JobVersion(\"a\", 1)] public sealed partial record B : IUpgradeFrom<A, B>, IUpgradeFrom<B, B>;")]
    [InlineData("[JobVersion(\"a\", 1)] public sealed partial record A(int X); [JobVersion(\"a\", 2)] public sealed partial record A; [JobVersion] public partial record B; [JobVersion(null!, 1 public sealed partial record C;")]
    [InlineData("[Job(\"a\"), JobVersion(\"a\", 1)] public sealed partial record A(int X); [JobVersion(1, \"a\")] public sealed partial record @a(int X) : IUpgradeFrom<,>;")]
    [InlineData("[assembly: TypedJobs.CompilerServices.DeclaredJob(typeof(W), \"a\", 3, \"\")] [assembly: TypedJobs.CompilerServices.DeclaredJobVersion(typeof(W), \"a\", 1)] [JobWorker] partial class W;")]
    [InlineData("public class Loop : Loop, IJobHandler<Loop>; [JobWorker(typeof(Loop))] public partial class W : W;")]
    public async Task A_wrong_program_throws_nowhere(string program)
    {
        var (output, result) = GeneratorRun.OfAny("Acme", [], program);

        Assert.All(result.Results, static generator => Assert.Null(generator.Exception));
        Assert.All(result.GeneratedTrees, static tree => Assert.Empty(tree.GetDiagnostics(TestContext.Current.CancellationToken)));
        Assert.DoesNotContain(await AnalyzerRun.AllAsync(output), static diagnostic => diagnostic.Id == "AD0001");
    }
}
