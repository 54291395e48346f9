using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

/// <summary>A type is listed in the application's own context, however that is written.</summary>
public sealed class ListInContextTests
{
    private const string Assembly = "using System.Text.Json.Serialization;\n\n[assembly: JobSerializerContext(typeof(Acme.C))]\n\n";
    private const string Job = "namespace Acme; [Job(\"a\")] public sealed partial record A(Bag Bag); public class Bag : List<int>;";

    [Theory]
    [InlineData( // In a file-scoped namespace.
        "namespace Acme;\n\n[JsonSerializable(typeof(int))]\ninternal partial class C : JsonSerializerContext;\n",
        "namespace Acme;\n\n[JsonSerializable(typeof(Bag))]\n[JsonSerializable(typeof(int))]\ninternal partial class C : JsonSerializerContext;\n")]
    [InlineData( // All on one line, another before it.
        "namespace Acme { class Z; [JsonSerializable(typeof(int))] partial class C : JsonSerializerContext; }\n",
        "namespace Acme { class Z; [JsonSerializable(typeof(Bag))] [JsonSerializable(typeof(int))] partial class C : JsonSerializerContext; }\n")]
    [InlineData( // Several in one list, with comments, over several lines.
        "namespace Acme\n{\n    // What we carry.\n    [ // Numbers.\n        JsonSerializable(typeof(int)), /* more */\n        JsonSerializable(typeof(long)),\n    ]\n    // And options.\n    [JsonSourceGenerationOptions]\n    sealed partial class C : JsonSerializerContext { }\n}\n",
        "namespace Acme\n{\n    // What we carry.\n    [JsonSerializable(typeof(Bag))]\n    [ // Numbers.\n        JsonSerializable(typeof(int)), /* more */\n        JsonSerializable(typeof(long)),\n    ]\n    // And options.\n    [JsonSourceGenerationOptions]\n    sealed partial class C : JsonSerializerContext { }\n}\n")]
    [InlineData( // Nothing listed yet.
        "namespace Acme;\n\n#pragma warning disable CS1591\n/// <summary>Ours.</summary>\npublic partial class C : JsonSerializerContext\n{\n}\n",
        "namespace Acme;\n\n#pragma warning disable CS1591\n/// <summary>Ours.</summary>\n[JsonSerializable(typeof(Bag))]\npublic partial class C : JsonSerializerContext\n{\n}\n")]
    [InlineData( // Not yet partial.
        "namespace Acme;\n\npublic sealed class C : JsonSerializerContext\n{\n}\n",
        "namespace Acme;\n\n[JsonSerializable(typeof(Bag))]\npublic sealed partial class C : JsonSerializerContext\n{\n}\n")]
    [InlineData( // By an alias of the attribute.
        "namespace Acme\n{\n    using Lists = System.Text.Json.Serialization.JsonSerializableAttribute;\n\n    [Lists(typeof(int))]\n    partial class C : JsonSerializerContext;\n}\n",
        "namespace Acme\n{\n    using Lists = System.Text.Json.Serialization.JsonSerializableAttribute;\n\n    [Lists(typeof(Bag))]\n    [Lists(typeof(int))]\n    partial class C : JsonSerializerContext;\n}\n")]
    [InlineData( // A type of that name is nearer.
        "namespace Acme\n{\n    [JsonSerializable(typeof(int))]\n    partial class C : JsonSerializerContext { private sealed class Inner; }\n}\n",
        "namespace Acme\n{\n    [JsonSerializable(typeof(Bag))]\n    [JsonSerializable(typeof(int))]\n    partial class C : JsonSerializerContext { private sealed class Inner; }\n}\n")]
    public Task However_the_context_is_written(string before, string after) => AssertAsync(Job, Assembly + before, Assembly + after, "Acme.Bag");

    [Theory]
    [InlineData("Box<int> B", "public class Box<T> : List<T>;", "Acme.Box<int>", "typeof(Box<int>)")]
    [InlineData("Box<string?>[] B", "public class Box<T> : List<T>;", "Acme.Box<string>", "typeof(Box<string>)")]
    [InlineData("Dictionary<string, Outer.Inner>? B", "public static class Outer { public class Inner : List<int>; }", "Acme.Outer.Inner", "typeof(Outer.Inner)")]
    [InlineData("List<Seq?> B", "public struct Seq : IEnumerable<int> { public readonly IEnumerator<int> GetEnumerator() => new List<int>().GetEnumerator(); readonly System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); public readonly void Add(int x) { } }", "Acme.Seq", "typeof(Seq)")]
    [InlineData("@event B", "public class @event : List<int>;", "Acme.@event", "typeof(@event), TypeInfoPropertyName = \"Acmeevent\"")]
    public Task Whatever_the_type_is(string member, string type, string title, string written)
        => AssertAsync(
            $"namespace Acme; [Job(\"a\")] public sealed partial record A({member}); {type}",
            Assembly + "namespace Acme;\n\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n",
            Assembly + $"namespace Acme;\n\n[JsonSerializable({written})]\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n",
            title);

    [Fact]
    public Task A_namespace_that_hides_another_is_gone_round()
        => AssertAsync(
            "namespace Bags { public class Bag : List<int>; } namespace Acme { [Job(\"a\")] public sealed partial record A(global::Bags.Bag Bag); } namespace Acme.Bags { class Other; }",
            Assembly + "namespace Acme;\n\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n",
            Assembly + "namespace Acme;\n\n[JsonSerializable(typeof(global::Bags.Bag))]\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n",
            "Bags.Bag");

    [Fact]
    public async Task Types_of_one_name_are_told_apart()
    {
        using var editor = Editor.Open(
            ("Jobs.cs", "namespace Acme; [Job(\"a\")] public sealed partial record A(X.Bag X, Y.Bag Y, Box<Y.Bag> Z); public class Box<T> : List<T>; public static class X { public class Bag : List<int>; } public static class Y { public class Bag : List<string>; }"),
            ("Context.cs", Assembly + "namespace Acme;\n\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n"));

        await editor.TakeEverywhereAsync("TJ0004", "List 'Acme.X.Bag' in 'Acme.C'");

        Assert.Equal(
            Assembly + "namespace Acme;\n\n[JsonSerializable(typeof(X.Bag), TypeInfoPropertyName = \"AcmeXBag\")]\n[JsonSerializable(typeof(Y.Bag), TypeInfoPropertyName = \"AcmeYBag\")]\n[JsonSerializable(typeof(Box<Y.Bag>), TypeInfoPropertyName = \"AcmeBoxAcmeYBag\")]\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n",
            editor["Context.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }

    [Theory]
    [InlineData("[JsonSerializable(typeof(int))]\n    internal partial class C : JsonSerializerContext;", "[JsonSerializable(typeof(Acme.Bag))]\n    [JsonSerializable(typeof(int))]\n    internal partial class C : JsonSerializerContext;", "partial ")]
    [InlineData("internal class C : JsonSerializerContext { }", "[JsonSerializable(typeof(Acme.Bag))]\n    internal partial class C : JsonSerializerContext { }", "")]
    public async Task A_context_may_stand_in_another_type(string before, string after, string partial)
    {
        const string Head = "using System.Text.Json.Serialization;\n\n[assembly: JobSerializerContext(typeof(Outer.C))]\n\npublic static ";
        using var editor = Editor.Open(("Jobs.cs", Job), ("Context.cs", $"{Head}{partial}class Outer\n{{\n    {before}\n}}\n"));

        await editor.TakeAsync("TJ0004", "List 'Acme.Bag' in 'Outer.C'");

        Assert.Equal($"{Head}partial class Outer\n{{\n    {after}\n}}\n", editor["Context.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }

    [Theory]
    [InlineData("namespace Acme;\n\npartial class C;\n", "namespace Acme;\n\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n", "namespace Acme;\n\n[JsonSerializable(typeof(Bag))]\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n")]
    [InlineData("namespace Acme;\n\n[Obsolete(\"x\")]\npartial class C;\n", "namespace Acme;\n\npartial class C : JsonSerializerContext;\n", "namespace Acme;\n\n[JsonSerializable(typeof(Bag))]\npartial class C : JsonSerializerContext;\n")]
    public async Task A_context_may_have_two_parts(string other, string before, string after)
    {
        const string Head = "using System.Text.Json.Serialization;\n\n";
        const string Listed = "#pragma warning disable CS0618\n[assembly: JobSerializerContext(typeof(Acme.C))]\n";
        using var editor = Editor.Open(("Jobs.cs", Job), ("A.cs", other), ("B.cs", Head + before), ("Listed.cs", Listed));

        await editor.TakeAsync("TJ0004", "List 'Acme.Bag' in 'Acme.C'");

        Assert.Equal((other, Head + after), (editor["A.cs"], editor["B.cs"]));
    }

    [Theory]
    [InlineData("[System.Text.Json.Serialization.JsonSerializable(typeof(int))]\n", "[System.Text.Json.Serialization.JsonSerializable(typeof(Bag))]\n[System.Text.Json.Serialization.JsonSerializable(typeof(int))]\n", "")]
    [InlineData("", "[JsonSerializable(typeof(Bag))]\n", "using System.Text.Json.Serialization;\n\n")]
    public async Task A_file_without_the_directive_gets_it_only_if_it_is_needed(string before, string after, string directive)
    {
        const string Head = "[assembly: JobSerializerContext(typeof(Acme.C))]\n\nnamespace Acme;\n\n";
        const string Class = "partial class C : System.Text.Json.Serialization.JsonSerializerContext;\n";
        using var editor = Editor.Open(("Jobs.cs", Job), ("Context.cs", Head + before + Class));

        await editor.TakeAsync("TJ0004", "List 'Acme.Bag' in 'Acme.C'");

        Assert.Equal(directive + Head + after + Class, editor["Context.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }

    [Fact]
    public async Task Line_ends_stay_as_they_are()
    {
        var before = (Assembly + "namespace Acme;\n\n[JsonSerializable(typeof(int))]\npartial class C : JsonSerializerContext;\n").Replace("\n", "\r\n", StringComparison.Ordinal);
        using var editor = Editor.Open(("Jobs.cs", Job), ("Context.cs", before));

        await editor.TakeAsync("TJ0004", "List 'Acme.Bag' in 'Acme.C'");

        Assert.Equal(before.Replace("[JsonSerializable(typeof(int))]", "[JsonSerializable(typeof(Bag))]\r\n[JsonSerializable(typeof(int))]", StringComparison.Ordinal), editor["Context.cs"]);
    }

    [Fact]
    public async Task A_context_that_is_written_by_hand_is_left_alone()
    {
        using var editor = Editor.Open(
            ("Jobs.cs", Job),
            ("Context.cs", Assembly + "namespace Acme; partial class C() : JsonSerializerContext(null) { protected override System.Text.Json.JsonSerializerOptions? GeneratedSerializerOptions => null; public override System.Text.Json.Serialization.Metadata.JsonTypeInfo? GetTypeInfo(Type type) => null; public static C Default { get; } = new(); }"));

        Assert.Empty(await editor.OffersAsync("TJ0004"));
    }

    private static async Task AssertAsync(string jobs, string before, string after, string type)
    {
        using var editor = Editor.Open(("Jobs.cs", jobs), ("Context.cs", before));

        await editor.TakeAsync("TJ0004", $"List '{type}' in 'Acme.C'");

        Assert.Equal(after, editor["Context.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }
}
