using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

public sealed class PayloadFixTests
{
    [Fact]
    public async Task A_name_that_is_taken_is_replaced()
    {
        const string Head = "using System.Text.Json.Serialization;\n\n[Job(\"a\")] public sealed partial record A([property: JsonPropertyName(\"id\")] int X, [property: JsonPropertyName(\"";
        using var editor = Editor.Open(Head + "id\")] string Y);\n");

        await editor.TakeAsync("TJ0004", "Call it 'id2' in JSON");

        Assert.Equal(Head + "id2\")] string Y);\n", editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }

    [Fact]
    public async Task A_member_whose_name_in_json_is_taken_gets_one_of_its_own()
    {
        using var editor = Editor.Open(
            """
            using System.Text;

            namespace Acme;

            [Job("a")]
            public sealed partial record A(string Name, string name)
            {
                /// <summary>A third.</summary>
                public int NAME2 { get; init; }

                public int Name2 { get; init; }
            }

            """);

        await editor.TakeAsync("TJ0004", "Call it 'name3' in JSON");

        Assert.Equal(
            """
            using System.Text;
            using System.Text.Json.Serialization;

            namespace Acme;

            [Job("a")]
            public sealed partial record A(string Name, [property: JsonPropertyName("name3")] string name)
            {
                /// <summary>A third.</summary>
                public int NAME2 { get; init; }

                public int Name2 { get; init; }
            }

            """,
            editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }

    [Fact]
    public async Task Properties_get_it_on_the_line_before_everywhere_at_once()
    {
        using var editor = Editor.Open(
            """
            [Job("a")]
            public sealed partial record A(string Name, int Count)
            {
                /// <summary>Another.</summary>
                public string? name { get; init; }

                public int count { get; init; } = 1;
            }

            """);

        await editor.TakeEverywhereAsync("TJ0004", "Call it 'name2' in JSON");

        Assert.Equal(
            """
            using System.Text.Json.Serialization;

            [Job("a")]
            public sealed partial record A(string Name, int Count)
            {
                /// <summary>Another.</summary>
                [JsonPropertyName("name2")]
                public string? name { get; init; }

                [JsonPropertyName("count2")]
                public int count { get; init; } = 1;
            }

            """,
            editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }

    [Fact]
    public async Task A_type_that_is_not_modelled_is_listed_in_the_applications_context()
    {
        using var editor = Editor.Open(
            ("Jobs.cs", "namespace Acme; [Job(\"a\")] public sealed partial record A(Bag Bag, Sack Sack); public class Bag : List<int>; public class Sack : HashSet<string>;"),
            ("Context.cs",
                """
                using System.Text.Json.Serialization;

                [assembly: JobSerializerContext(typeof(Acme.Json.OwnContext))]

                namespace Acme.Json
                {
                    /// <summary>What TypedJobs does not write.</summary>
                    [JsonSerializable(typeof(int))]
                    public partial class OwnContext : JsonSerializerContext
                    {
                    }
                }

                """));

        await editor.TakeEverywhereAsync("TJ0004", "List 'Acme.Bag' in 'Acme.Json.OwnContext'");

        Assert.Equal(
            """
            using System.Text.Json.Serialization;

            [assembly: JobSerializerContext(typeof(Acme.Json.OwnContext))]

            namespace Acme.Json
            {
                /// <summary>What TypedJobs does not write.</summary>
                [JsonSerializable(typeof(Bag))]
                [JsonSerializable(typeof(Sack))]
                [JsonSerializable(typeof(int))]
                public partial class OwnContext : JsonSerializerContext
                {
                }
            }

            """,
            editor["Context.cs"]);
        await editor.AssertMendedAsync("TJ0004");
    }

    [Theory]
    [InlineData("[Job(\"a\")] public sealed partial record A(Bag Bag); public class Bag : List<int>;")]
    [InlineData("[assembly: JobSerializerContext(typeof(C))] [System.Text.Json.Serialization.JsonSerializable(typeof(int))] partial class C : System.Text.Json.Serialization.JsonSerializerContext; [Job(\"a\")] public sealed partial record A(System.IO.Stream S);")]
    [InlineData("[assembly: JobSerializerContext(typeof(C))] [System.Text.Json.Serialization.JsonSerializable(typeof(int))] partial class C : System.Text.Json.Serialization.JsonSerializerContext; [Job(\"a\")] public sealed partial record A(object S, (int, int) T, Base B); public abstract class Base;")]
    public async Task Nothing_is_offered_where_it_would_not_help(string program)
    {
        using var editor = Editor.Open(program);

        Assert.Empty(await editor.OffersAsync("TJ0004"));
    }
}
