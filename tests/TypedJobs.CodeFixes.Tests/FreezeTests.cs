using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

/// <summary>What was released becomes a record from the lines of the contract, and nothing is broken any more.</summary>
public sealed class FreezeTests
{
    private const string Freeze = "Freeze version 1 of 'mail.send', and upgrade from it";

    [Fact]
    public async Task The_shape_of_the_release_becomes_a_record_and_the_step_from_it_is_begun()
    {
        using var editor = await Editor.OpenReleasedAsync(
            """
            namespace Acme;

            [Job("mail.send")]
            public sealed partial record SendMail(int Id, string To, string? Note = null, int Priority = 3);
            """,
            """
            namespace Acme;

            [Job("mail.send")]
            public sealed partial record SendMail(int Id, Address To, string? Note = null, int Priority = 3);

            public sealed record Address(string Mail);
            """);

        await editor.TakeAsync("TJ1001", Freeze);

        Assert.Equal(
            """
            namespace Acme;

            [Job("mail.send", Version = 2)]
            public sealed partial record SendMail(int Id, Address To, string? Note = null, int Priority = 3) : IUpgradeFrom<SendMailV1, SendMail>
            {
                public static SendMail Upgrade(SendMailV1 old)
                {
                    // return new(old.Id, /* Address To */, old.Note, old.Priority);
                    throw new NotImplementedException();
                }
            }

            [JobVersion("mail.send", 1)]
            public sealed partial record SendMailV1(int Id, string To, string? Note, int Priority = 3);

            public sealed record Address(string Mail);
            """,
            editor["Jobs.cs"]);
        Assert.Contains("\nmail.send@1 : frozen Acme.SendMailV1 tube=mail.send\n", editor["jobs.contract"], StringComparison.Ordinal);
        Assert.Contains("\nmail.send@2.to : @Acme.Address required *\n", editor["jobs.contract"], StringComparison.Ordinal);
        await AssertMendedAsync(editor);
    }

    /// <summary>It is frozen already, as something else than it was.</summary>
    [Fact]
    public async Task A_frozen_version_is_not_frozen_again()
    {
        static string Program(string first) => $$"""
            [Job("mail.send", Version = 2)]
            public sealed partial record SendMail(int Id) : IUpgradeFrom<SendMailV1, SendMail>
            {
                public static SendMail Upgrade(SendMailV1 old) => new(1);
            }

            [JobVersion("mail.send", 1)]
            public sealed partial record SendMailV1({{first}} Id);
            """;
        using var editor = await Editor.OpenReleasedAsync(Program("int"), Program("string"));
        var offers = await editor.OffersAsync("TJ1001");

        Assert.NotEmpty(offers);
        Assert.DoesNotContain(Freeze, offers);
    }

    [Fact]
    public async Task A_step_that_needs_no_thought_is_written_whole()
    {
        using var editor = await Editor.OpenReleasedAsync(
            "[Job(\"mail.send\", Tube = \"office\")]\npublic sealed partial record SendMail(int Id, decimal Price);\n",
            "[Job(\"mail.send\", Tube = \"office\")]\npublic sealed partial record SendMail(int Id, string Tenant = \"\")\n{\n    public required long Count { get; init; } = 1;\n}\n".Replace("required long", "long", StringComparison.Ordinal).Replace("int Id", "long Id", StringComparison.Ordinal) + "\n");

        // Nothing is broken backward; old workers could not read what is written now.
        await editor.TakeAsync("TJ1003", Freeze);

        Assert.Contains("[JobVersion(\"mail.send\", 1)]\npublic sealed partial record SendMailV1(int Id, decimal Price);", editor["Jobs.cs"], StringComparison.Ordinal);
        Assert.Contains("    // return new(/* long Id */);", editor["Jobs.cs"], StringComparison.Ordinal);
        await AssertMendedAsync(editor);
    }

    [Fact]
    public async Task Types_that_have_changed_are_written_anew_and_the_others_used_as_they_are()
    {
        using var editor = await Editor.OpenReleasedAsync(
            """
            using System.Text.Json.Serialization;
            namespace Acme
            {
                public static partial class Jobs
                {
                    [Job("mail.send", Version = 1)]
                    internal sealed partial record SendMail(Guid Id, Urgency Urgency, List<Line> Lines, Place Place, Dictionary<string, Line?> Map)
                    {
                        [JsonPropertyName("x-note")] public string Note { get; init; } = "none";
                        public List<int> Numbers { get; init; } = [];
                        public Urgency Last { get; init; } = Urgency.High;
                    }
                }

                internal enum Urgency { Low, [JsonStringEnumMemberName("very high")] High }
                internal sealed record Line(string Product, decimal Price = 1.5m, Line? Next = null);
                internal readonly record struct Place(double X, double Y);
            }
            """,
            """
            using System.Text.Json.Serialization;
            namespace Acme
            {
                public static partial class Jobs
                {
                    [Job("mail.send", Version = 1)]
                    internal sealed partial record SendMail(Guid Id, Urgency Urgency, List<Line> Lines, Place Place, Dictionary<string, Line?> Map)
                    {
                        [JsonPropertyName("x-note")] public string Note { get; init; } = "none";
                        public List<int> Numbers { get; init; } = [];
                        public Urgency Last { get; init; } = Urgency.Normal;
                    }
                }

                internal enum Urgency { Normal }
                internal sealed record Line(int Product, decimal Price = 1.5m, Line? Next = null);
                internal readonly record struct Place(double X, double Y);
            }
            """);

        await editor.TakeAsync("TJ1001", Freeze);

        Assert.Contains(
            """
                    [JobVersion("mail.send", 1)]
                    internal sealed partial record SendMailV1(Guid Id, SendMailV1Urgency Urgency, IReadOnlyList<SendMailV1Line> Lines, Place Place, Dictionary<string, SendMailV1Line?> Map, [property: JsonPropertyName("x-note")] string Note = "none", SendMailV1Urgency Last = SendMailV1Urgency.High)
                    {
                        public List<int> Numbers { get; init; } = [];
                    }

                    internal enum SendMailV1Urgency
                    {
                        Low = 0,
                        [JsonStringEnumMemberName("very high")] High = 1,
                    }

                    internal sealed record SendMailV1Line(string Product, SendMailV1Line? Next, decimal Price = 1.5m);
                }
            """,
            editor["Jobs.cs"],
            StringComparison.Ordinal);
        await AssertMendedAsync(editor);
    }

    [Fact]
    public async Task A_version_that_somebody_bumped_by_hand_gets_its_record()
    {
        using var editor = await Editor.OpenReleasedAsync(
            "[Job(\"mail.send\")]\npublic sealed partial record SendMail(int Id);\n",
            "[Job(\"mail.send\", Version = 2)]\npublic sealed partial record SendMail(int Id, int Count = 1)\n{\n    public int Twice() => Id * 2;\n}\n");

        await editor.TakeAsync("TJ1008", Freeze);

        Assert.Equal(
            """
            [Job("mail.send", Version = 2)]
            public sealed partial record SendMail(int Id, int Count = 1) : IUpgradeFrom<SendMailV1, SendMail>
            {
                public int Twice() => Id * 2;

                public static SendMail Upgrade(SendMailV1 old) => new(old.Id);
            }

            [JobVersion("mail.send", 1)]
            public sealed partial record SendMailV1(int Id);

            """,
            editor["Jobs.cs"]);
        await AssertMendedAsync(editor);
    }

    [Fact]
    public async Task The_next_version_is_frozen_beside_the_one_before_and_a_tube_that_has_moved_is_told()
    {
        using var editor = await Editor.OpenReleasedAsync(
            """
            [Job("mail.send", Version = 2)]
            public sealed partial record SendMail(int Id) : IUpgradeFrom<SendMailV1, SendMail>
            {
                public static SendMail Upgrade(SendMailV1 old) => new(old.Number);
            }

            [JobVersion("mail.send", 1)]
            public sealed partial record SendMailV1(int Number);

            """,
            """
            [Job("mail.send", Version = 2, Tube = "office")]
            public sealed partial record SendMail(string Id) : IUpgradeFrom<SendMailV1, SendMail>
            {
                public static SendMail Upgrade(SendMailV1 old) => new($"{old.Number}");
            }

            [JobVersion("mail.send", 1, Tube = "mail.send")]
            public sealed partial record SendMailV1(int Number);

            """);

        await editor.TakeAsync("TJ1001", "Freeze version 2 of 'mail.send', and upgrade from it");

        Assert.Contains("[Job(\"mail.send\", Version = 3, Tube = \"office\")]", editor["Jobs.cs"], StringComparison.Ordinal);
        Assert.Contains(": IUpgradeFrom<SendMailV1, SendMail>, IUpgradeFrom<SendMailV2, SendMail>", editor["Jobs.cs"], StringComparison.Ordinal);
        Assert.Contains("[JobVersion(\"mail.send\", 2, Tube = \"mail.send\")]\npublic sealed partial record SendMailV2(int Id);", editor["Jobs.cs"], StringComparison.Ordinal);
        await AssertMendedAsync(editor);
    }

    /// <summary>A base is written anew with every type derived from it, whose members are properties.</summary>
    [Fact]
    public async Task A_type_with_derived_types_is_written_anew_with_all_of_them()
    {
        const string Program =
            """
            using System.Text.Json.Serialization;
            namespace Acme;

            [Job("mail.send")]
            public sealed partial record SendMail(Shape Shape, List<Shape>? More = null);

            [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind"), JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Point), 2)]
            public abstract record Shape(string Name, int Layer = 1);
            public sealed record Circle(string Name, int Radius) : Shape(Name);
            public sealed record Point(string Name) : Shape(Name);
            """;
        using var editor = await Editor.OpenReleasedAsync(Program, Program.Replace("int Radius", "string Radius", StringComparison.Ordinal));

        await editor.TakeAsync("TJ1001", Freeze);

        Assert.Contains(
            """
            [JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
            [JsonDerivedType(typeof(SendMailV1Point), 2)]
            [JsonDerivedType(typeof(SendMailV1Circle), "circle")]
            public abstract record SendMailV1Shape;

            public sealed record SendMailV1Point : SendMailV1Shape
            """,
            editor["Jobs.cs"],
            StringComparison.Ordinal);
        Assert.Contains("public required int Radius { get; init; }", editor["Jobs.cs"], StringComparison.Ordinal);
        await AssertMendedAsync(editor);
    }

    [Fact]
    public async Task A_shape_that_cannot_be_written_as_code_is_not_offered()
    {
        const string Program = "[Job(\"mail.send\")] public sealed partial record SendMail(Shape Shape);\n"
            + "[System.Text.Json.Serialization.JsonDerivedType(typeof(Circle), \"circle\")] public abstract record Shape;\n"
            + "[System.Text.Json.Serialization.JsonDerivedType(typeof(Disc), \"disc\")] public record Circle(int Radius) : Shape; public sealed record Disc(int Radius) : Circle(Radius);\n";
        using var editor = await Editor.OpenReleasedAsync(Program, Program.Replace("int Radius", "string Radius", StringComparison.Ordinal));

        Assert.DoesNotContain(Freeze, await editor.OffersAsync("TJ1001"));
    }

    [Theory]
    [InlineData("public", "public static B Upgrade(A old) => new(old.X);")]
    [InlineData("internal", "static B IUpgradeFrom<A, B>.Upgrade(A old) => new(old.X);")]
    public async Task A_version_that_nothing_upgrades_from_gets_its_step(string accessibility, string step)
    {
        using var editor = Editor.Open($"[Job(\"b\", Version = 2)]\npublic sealed partial record B(int X, string? Y = null);\n[JobVersion(\"b\", 1)] {accessibility} sealed partial record A(int X);\n");

        await editor.TakeAsync("TJ1008", "Upgrade from 'A' in 'B'");

        Assert.Equal(
            $"[Job(\"b\", Version = 2)]\npublic sealed partial record B(int X, string? Y = null) : IUpgradeFrom<A, B>\n{{\n    {step}\n}}\n[JobVersion(\"b\", 1)] {accessibility} sealed partial record A(int X);\n",
            editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1008");
    }

    /// <summary>Messages in flight are read, and nothing is left to be said: the file has the frozen version, too.</summary>
    private static Task AssertMendedAsync(Editor editor)
        => editor.AssertMendedAsync("TJ1000", "TJ1001", "TJ1002", "TJ1003", "TJ1004", "TJ1005", "TJ1007", "TJ1008");
}
