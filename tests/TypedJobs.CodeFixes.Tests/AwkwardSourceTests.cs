using Microsoft.CodeAnalysis.CodeFixes;
using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

/// <summary>Sources with comments, regions, attributes, tabs and lines as Windows ends them: a mend changes what it is for, and leaves the rest as it is.</summary>
public sealed class AwkwardSourceTests
{
    [Theory]
    [InlineData(
        "#region Mail\n[Job(\"a\")] // Why.\n[Obsolete(\"Old.\") /* soon */]\npublic /* kept */ record /* here */ A(\n    int X, // First.\n    int Y);\n#endregion\n",
        "#region Mail\n[Job(\"a\")] // Why.\n[Obsolete(\"Old.\") /* soon */]\npublic /* kept */ sealed partial record /* here */ A(\n    int X, // First.\n    int Y);\n#endregion\n")]
    [InlineData(
        "// Jobs.\n[Serializable]\npublic ref struct Outer\n{\n\tpublic interface IInner\n\t{\n\t\t[Job(\"a\")] public partial record A(int X);\n\t}\n}\n",
        "// Jobs.\n[Serializable]\npublic ref partial struct Outer\n{\n\tpublic partial interface IInner\n\t{\n\t\t[Job(\"a\")] public sealed partial record A(int X);\n\t}\n}\n")]
    [InlineData(
        "public record Base\n{\n    [Job(\"a\")]\n#if DEBUG\n    public\n#else\n    internal\n#endif\n    record A : Base;\n}\n",
        "public partial record Base\n{\n    [Job(\"a\")]\n#if DEBUG\n    public\n#else\n    internal\n#endif\n    sealed partial record A : Base;\n}\n")]
    public Task A_record_becomes_a_job(string before, string after) => AssertAsync("TJ0001", "Make 'A' sealed partial", before, after);

    [Theory]
    [InlineData(
        "[Job(\"a\")]\npublic sealed partial record A(\n    // When.\n    DateTime /* UTC */ At, // Always.\n    [property: System.ComponentModel.Description(\"x\")] DateTime? Until = null);\n",
        "[Job(\"a\")]\npublic sealed partial record A(\n    // When.\n    DateTimeOffset /* UTC */ At, // Always.\n    [property: System.ComponentModel.Description(\"x\")] DateTimeOffset? Until = null);\n")]
    [InlineData(
        "[Job(\"a\")]\npublic sealed partial record A\n{\n    #region Times\n    /// <summary>When.</summary>\n    public required DateTime[] At { get; init; } // All.\n    #endregion\n}\n",
        "[Job(\"a\")]\npublic sealed partial record A\n{\n    #region Times\n    /// <summary>When.</summary>\n    public required DateTimeOffset[] At { get; init; } // All.\n    #endregion\n}\n")]
    public Task A_time_gets_its_zone(string before, string after) => AssertEverywhereAsync("TJ0022", "Use DateTimeOffset", before, after);

    [Theory]
    [InlineData(
        "[Job(\"a\")]\npublic sealed partial record A(int Name)\n{\n\t#region More\n\n\t// Another.\n\t[System.ComponentModel.Description(\"x\")]\n\tpublic int name { get; init; } // Kept.\n\n\t#endregion\n}\n",
        "using System.Text.Json.Serialization;\n\n[Job(\"a\")]\npublic sealed partial record A(int Name)\n{\n\t#region More\n\n\t// Another.\n\t[JsonPropertyName(\"name2\")]\n\t[System.ComponentModel.Description(\"x\")]\n\tpublic int name { get; init; } // Kept.\n\n\t#endregion\n}\n")]
    [InlineData(
        "// Licence.\n\nnamespace Acme\n{\n    using System.Text;\n\n    [Job(\"a\")]\n    public sealed partial record A(\n        int Name, /* other */ int name);\n}\n",
        "// Licence.\n\nnamespace Acme\n{\n    using System.Text;\n    using System.Text.Json.Serialization;\n\n    [Job(\"a\")]\n    public sealed partial record A(\n        int Name, /* other */ [property: JsonPropertyName(\"name2\")] int name);\n}\n")]
    public Task A_member_gets_a_name(string before, string after) => AssertAsync("TJ0004", "Call it 'name2' in JSON", before, after);

    [Theory]
    [InlineData(
        "        #region Send\n        // All.\n        foreach (var x in xs) // Each.\n        {\n            // One.\n            await jobs.EnqueueAAsync(new(x)); // Done.\n        }\n        #endregion\n",
        "        #region Send\n        // All.\n        var batch = new List<A>();\n        foreach (var x in xs) // Each.\n        {\n            // One.\n            batch.Add(new(x)); // Done.\n        }\n\n        await jobs.EnqueueBatchAsync(batch);\n        #endregion\n")]
    [InlineData(
        "        Func<Task> later = async () =>\n        {\n            for (var i = 0; i < 3; i++)\n            {\n                await jobs.EnqueueAAsync(\n                    new(i));\n            }\n        };\n        await later();\n",
        "        Func<Task> later = async () =>\n        {\n            var batch = new List<A>();\n            for (var i = 0; i < 3; i++)\n            {\n                batch.Add(new(i));\n            }\n\n            await jobs.EnqueueBatchAsync(batch);\n        };\n        await later();\n")]
    [InlineData(
        "        foreach (var group in new[] { xs })\n        {\n            Console.WriteLine(group);\n            foreach (var x in group) await jobs.EnqueueAAsync(new A(x)); // Each.\n        }\n",
        "        foreach (var group in new[] { xs })\n        {\n            Console.WriteLine(group);\n            await jobs.EnqueueBatchAsync(group.Select(x => new A(x))); // Each.\n        }\n")]
    public Task A_loop_becomes_a_batch(string before, string after)
    {
        const string Head = "using System.Linq;\n\n[Job(\"a\")]\npublic sealed partial record A(int X);\n\npublic sealed class P(IJobClient jobs)\n{\n    public async Task RunAsync(int[] xs)\n    {\n";
        const string Tail = "        await Task.CompletedTask.ConfigureAwait(false);\n        Console.WriteLine(xs.Max());\n    }\n}\n";
        return AssertAsync("TJ0026", "Enqueue them as a batch", Head + before + Tail, Head + after + Tail);
    }

    [Theory]
    [InlineData(FixAllScope.Document, "DateTime")]
    [InlineData(FixAllScope.Project, "DateTimeOffset")]
    [InlineData(FixAllScope.Solution, "DateTimeOffset")]
    public async Task A_mend_reaches_as_far_as_it_is_asked_to(FixAllScope scope, string other)
    {
        using var editor = Editor.Open(
            ("A.cs", "[Job(\"a\")] public sealed partial record A(DateTime At, DateTime[] Others);"),
            ("B.cs", "[Job(\"b\")] public sealed partial record B(DateTime At);"));

        await editor.TakeEverywhereAsync("TJ0022", "Use DateTimeOffset", scope);

        Assert.Equal("[Job(\"a\")] public sealed partial record A(DateTimeOffset At, DateTimeOffset[] Others);", editor["A.cs"]);
        Assert.Equal($"[Job(\"b\")] public sealed partial record B({other} At);", editor["B.cs"]);
    }

    private static async Task AssertAsync(string id, string title, string before, string after)
    {
        foreach (var end in (string[])["\n", "\r\n"])
        {
            using var editor = Editor.Open(before.ReplaceLineEndings(end));

            await editor.TakeAsync(id, title);

            Assert.Equal(after.ReplaceLineEndings(end), editor["Jobs.cs"]);
            await editor.AssertMendedAsync(id);
        }
    }

    private static async Task AssertEverywhereAsync(string id, string title, string before, string after)
    {
        foreach (var end in (string[])["\n", "\r\n"])
        {
            using var editor = Editor.Open(before.ReplaceLineEndings(end));

            await editor.TakeEverywhereAsync(id, title);

            Assert.Equal(after.ReplaceLineEndings(end), editor["Jobs.cs"]);
            await editor.AssertMendedAsync(id);
        }
    }
}
