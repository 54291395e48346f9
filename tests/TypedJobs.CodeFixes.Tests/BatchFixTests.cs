using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

public sealed class BatchFixTests
{
    private const string Title = "Enqueue them as a batch";

    [Theory]
    [InlineData("foreach (var x in xs) await jobs.EnqueueMailAsync(new(x));", "await jobs.EnqueueBatchAsync(xs.Select(x => new Mail(x)));")]
    [InlineData("foreach (var x in xs) { await jobs.EnqueueAsync(new Mail(x) { Copy = 1 }, cancellationToken: token).ConfigureAwait(false); }", "await jobs.EnqueueBatchAsync(xs.Select(x => new Mail(x) { Copy = 1 }), cancellationToken: token).ConfigureAwait(false);")]
    [InlineData("foreach (int x in xs.Where(x => x > 1)) await jobs.EnqueueMailAsync(new(x) { Copy = x }, new() { Delay = TimeSpan.FromSeconds(1) }, token);", "await jobs.EnqueueBatchAsync(xs.Where(x => x > 1).Select(x => new Mail(x) { Copy = x }), new() { Delay = TimeSpan.FromSeconds(1) }, token);")]
    [InlineData("foreach (var mail in xs.Select(x => new Mail(x))) { await jobs.EnqueueAsync(mail); }", "await jobs.EnqueueBatchAsync(xs.Select(x => new Mail(x)));")]
    [InlineData("if (xs.Count > 1) foreach (var x in await LoadAsync()) _ = await jobs.EnqueueMailAsync(Make(x)).AsTask();", "if (xs.Count > 1) await jobs.EnqueueBatchAsync((await LoadAsync()).Select(x => Make(x))).AsTask();")]
    [InlineData("foreach (var x in xs) await EnqueueExtensions.EnqueueMailAsync(jobs, cancellationToken: token, job: new(x));", "await jobs.EnqueueBatchAsync(xs.Select(x => new Mail(x)), cancellationToken: token);")]
    [InlineData("var ids = new List<JobId>(); foreach (var x in xs) ids.Add(await jobs.EnqueueMailAsync(new(x), null, token).ConfigureAwait(false)); Show(ids);", "var ids = new List<JobId>(); ids.AddRange(await jobs.EnqueueBatchAsync(xs.Select(x => new Mail(x)), null, token).ConfigureAwait(false)); Show(ids);")]
    public Task A_sequence_becomes_a_query(string before, string after) => AssertAsync(before, after);

    [Theory]
    [InlineData(
        "for (var i = 0; i < 10; i++) await jobs.EnqueueMailAsync(new(i));",
        "var batch = new List<Mail>();\n        for (var i = 0; i < 10; i++) batch.Add(new(i));\n\n        await jobs.EnqueueBatchAsync(batch);")]
    [InlineData(
        "foreach (var (x, y) in xs.Zip(xs))\n        {\n            var sum = x + y; // Both.\n            await jobs.EnqueueMailAsync(new(sum), null, token).ConfigureAwait(false);\n        }",
        "var batch = new List<Mail>();\n        foreach (var (x, y) in xs.Zip(xs))\n        {\n            var sum = x + y; // Both.\n            batch.Add(new(sum));\n        }\n\n        await jobs.EnqueueBatchAsync(batch, null, token).ConfigureAwait(false);")]
    [InlineData(
        "var batch = 1; foreach (var x in xs) /* each */ { _ = await jobs.EnqueueMailAsync(new(x + batch)); }",
        "var batch = 1; var batch2 = new List<Mail>();\n        foreach (var x in xs) /* each */ { batch2.Add(new(x + batch)); }\n\n        await jobs.EnqueueBatchAsync(batch2);")]
    [InlineData(
        "foreach (var x in xs) await jobs.EnqueueMailAsync(x > 1 ? new(x) : new(1));",
        "var batch = new List<Mail>();\n        foreach (var x in xs) batch.Add(x > 1 ? new(x) : new(1));\n\n        await jobs.EnqueueBatchAsync(batch);")]
    [InlineData(
        "var rows = xs.AsQueryable();\n        foreach (var x in rows) await jobs.EnqueueMailAsync(new(x));",
        "var rows = xs.AsQueryable();\n        var batch = new List<Mail>();\n        foreach (var x in rows) batch.Add(new(x));\n\n        await jobs.EnqueueBatchAsync(batch);")]
    [InlineData(
        "foreach (var x in xs)\n        {\n            if (x > 1) // Not the first.\n            {\n                await jobs.EnqueueMailAsync(new(x));\n            }\n        }",
        "var batch = new List<Mail>();\n        foreach (var x in xs)\n        {\n            if (x > 1) // Not the first.\n            {\n                batch.Add(new(x));\n            }\n        }\n\n        await jobs.EnqueueBatchAsync(batch);")]
    [InlineData(
        "List<JobId> ids = [];\n        foreach (var x in xs)\n        {\n            if (Math.Abs(x) is > 3 and var y) ids.Add(await jobs.EnqueueMailAsync(new(y)));\n        }\n        Show(ids);",
        "List<JobId> ids = [];\n        var batch = new List<Mail>();\n        foreach (var x in xs)\n        {\n            if (Math.Abs(x) is > 3 and var y) batch.Add(new(y));\n        }\n\n        ids.AddRange(await jobs.EnqueueBatchAsync(batch));\n        Show(ids);")]
    public Task Any_other_loop_fills_a_list(string before, string after) => AssertAsync(before, after);

    [Fact]
    public async Task An_id_with_a_name_of_its_own_is_left_to_its_author()
    {
        using var editor = Editor.Open(Program("var ids = new List<JobId>(); Func<Task> later; later = async () => await Task.Yield(); foreach (var x in xs) { var id = await jobs.EnqueueMailAsync(new(x)); ids.Add(id); }", string.Empty));

        Assert.Empty(await editor.OffersAsync("TJ0026"));
    }

    [Fact]
    public async Task All_loops_are_mended_at_once()
    {
        using var editor = Editor.Open(Program("for (var i = 0; i < 9; i++) await jobs.EnqueueMailAsync(new(i));\n        for (var i = 9; i > 0; i--) await jobs.EnqueueMailAsync(new(i));\n        foreach (var x in xs) await jobs.EnqueueMailAsync(new(x));", "using System.Linq;\n"));

        await editor.TakeEverywhereAsync("TJ0026", Title);

        Assert.Equal(
            Program(
                "var batch = new List<Mail>();\n        for (var i = 0; i < 9; i++) batch.Add(new(i));\n\n        await jobs.EnqueueBatchAsync(batch);\n        var batch2 = new List<Mail>();\n        for (var i = 9; i > 0; i--) batch2.Add(new(i));\n\n        await jobs.EnqueueBatchAsync(batch2);\n        await jobs.EnqueueBatchAsync(xs.Select(x => new Mail(x)));",
                "using System.Linq;\n"),
            editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0026");
    }

    [Fact]
    public async Task A_file_without_usings_gets_what_it_needs()
    {
        using var editor = Editor.OpenWithoutUsings(
            """
            [TypedJobs.Job("mail")] public sealed partial record Mail(int X);

            public sealed class Producer
            {
                public async System.Threading.Tasks.Task RunAsync(TypedJobs.IJobClient jobs, int[] xs)
                {
                    foreach (var x in xs)
                    {
                        await jobs.EnqueueAsync(new Mail(x));
                    }

                    for (var i = 0; i < 3; i++)
                    {
                        await jobs.EnqueueAsync(new Mail(i));
                    }
                }
            }

            """);

        await editor.TakeEverywhereAsync("TJ0026", Title);

        Assert.StartsWith("using System.Linq;\n\n[TypedJobs.Job(\"mail\")]", editor["Jobs.cs"], StringComparison.Ordinal);
        Assert.Contains("await jobs.EnqueueBatchAsync(xs.Select(x => new Mail(x)));", editor["Jobs.cs"], StringComparison.Ordinal);
        Assert.Contains("var batch2 = new System.Collections.Generic.List<Mail>();", editor["Jobs.cs"], StringComparison.Ordinal);
        await editor.AssertMendedAsync("TJ0026");
    }

    [Fact]
    public async Task A_client_may_call_itself()
    {
        const string Head = "[Job(\"mail\")] public sealed partial record Mail(int X);\n\npublic abstract class Client : IJobClient\n{\n"
            + "    public abstract ValueTask<JobId> EnqueueAsync<T>(T job, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where T : IJob<T>;\n\n"
            + "    public abstract ValueTask<IReadOnlyList<JobId>> EnqueueBatchAsync<T>(IEnumerable<T> jobs, EnqueueOptions? options = null, CancellationToken cancellationToken = default) where T : IJob<T>;\n\n"
            + "    public async Task SendAsync(List<Mail> mails)\n    {\n        ";
        using var editor = Editor.Open(Head + "foreach (var mail in mails) await EnqueueAsync(mail);\n    }\n}\n");

        await editor.TakeAsync("TJ0026", Title);

        Assert.Equal(Head + "await EnqueueBatchAsync(mails);\n    }\n}\n", editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0026");
    }

    private static async Task AssertAsync(string before, string after)
    {
        using var editor = Editor.Open(Program(before, "using System.Linq;\n"));

        await editor.TakeAsync("TJ0026", Title);

        Assert.Equal(Program(after, "using System.Linq;\n"), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0026");
    }

    private static string Program(string statements, string usings)
        => $$"""
            {{usings}}
            [Job("mail")]
            public sealed partial record Mail(int X) { public int Copy { get; init; } }

            public sealed class Producer(IJobClient jobs)
            {
                public async Task RunAsync(List<int> xs, CancellationToken token)
                {
                    {{statements}}
                    await Task.Delay(1, token);
                }

                public static Task<int[]> LoadAsync() => Task.FromResult(new int[1]);
                public static Mail Make(int x) => new(x);
                public static void Show(List<JobId> ids) => Console.WriteLine(ids.Count);
            }

            """;
}
