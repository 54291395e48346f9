using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

/// <summary>Each mend of an edit that breaks messages in flight: before and after, and nothing is broken any more.</summary>
public sealed class ContractFixTests
{
    [Theory]
    [InlineData("int Id, int Priority", "Give 'Priority' the default 0", "int Id, int Priority = 0")]
    [InlineData("int Id, bool Urgent", "Give 'Urgent' the default false", "int Id, bool Urgent = false")]
    [InlineData("int Id, string Tenant", "Give 'Tenant' the default \"\"", "int Id, string Tenant = \"\"")]
    [InlineData("int Id, Guid Key, int X = 1", "Give 'Key' the default default", "int Id, Guid Key = default, int X = 1")]
    [InlineData("int Id, string Tenant", "Make 'Tenant' nullable", "int Id, string? Tenant")]
    [InlineData("int Id, List<int> Numbers", "Make 'Numbers' nullable", "int Id, List<int>? Numbers")]
    public async Task A_position_that_messages_in_flight_do_not_carry(string members, string offer, string after)
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id"), Mail(members));

        await editor.TakeAsync("TJ1001", offer);

        Assert.Equal(Mail(after), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001");
    }

    [Theory]
    [InlineData("public required string Tenant { get; init; }", "Give 'Tenant' the default \"\"", "public string Tenant { get; init; } = \"\";")]
    [InlineData("public required int Priority { get; init; }", "Give 'Priority' the default 0", "public int Priority { get; init; } = 0;")]
    [InlineData("public required List<int> Numbers { get; init; }", "Give 'Numbers' the default []", "public List<int> Numbers { get; init; } = [];")]
    [InlineData("public required List<int> Numbers { get; init; }", "Make 'Numbers' nullable", "public List<int>? Numbers { get; init; }")]
    public async Task A_property_that_messages_in_flight_do_not_carry(string member, string offer, string after)
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id"), Mail("int Id", member));

        await editor.TakeAsync("TJ1001", offer);

        Assert.Equal(Mail("int Id", after), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001");
    }

    [Fact]
    public async Task A_position_before_one_without_a_default_can_have_none()
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id"), Mail("string Tenant, int Id"));

        Assert.DoesNotContain(await editor.OffersAsync("TJ1001"), static offer => offer.StartsWith("Give", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Everywhere_at_once()
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id"), Mail("int Id, string A, int B"));

        await editor.TakeEverywhereAsync("TJ1001", "Make 'A' nullable");

        Assert.Equal(Mail("int Id, string? A, int? B"), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001");
    }

    [Fact]
    public async Task A_member_that_is_null_in_messages_in_flight_stays_nullable()
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("string? Note"), Mail("string Note"));

        await editor.TakeAsync("TJ1001", "Make 'Note' nullable");

        Assert.Equal(Mail("string? Note"), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001");
    }

    [Fact]
    public async Task A_renamed_member_keeps_its_name_on_the_wire()
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id, string To"), Mail("int Id, string Recipient"));

        await editor.TakeAsync("TJ1001", "Keep its name on the wire: [JsonPropertyName(\"to\")]");

        Assert.Equal("using System.Text.Json.Serialization;\n\n" + Mail("int Id, [property: JsonPropertyName(\"to\")] string Recipient"), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001", "TJ1004");
    }

    [Fact]
    public async Task An_optional_member_that_was_renamed_keeps_it_too()
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id, string? To"), Mail("int Id", "public string? Recipient { get; init; }"));

        await editor.TakeAsync("TJ1004", "Keep its name on the wire: [JsonPropertyName(\"to\")]");

        Assert.Equal(
            "using System.Text.Json.Serialization;\n\n" + Mail("int Id", "[JsonPropertyName(\"to\")]\n    public string? Recipient { get; init; }"), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001", "TJ1004");
    }

    [Fact]
    public async Task A_name_on_the_wire_that_was_changed_is_changed_back()
    {
        using var editor = await Editor.OpenReleasedAsync(
            Mail("int Id, [property: System.Text.Json.Serialization.JsonPropertyName(\"to\")] string A"), Mail("int Id, [property: System.Text.Json.Serialization.JsonPropertyName(\"a\")] string A"));

        await editor.TakeAsync("TJ1001", "Keep its name on the wire: [JsonPropertyName(\"to\")]");

        Assert.Equal(Mail("int Id, [property: System.Text.Json.Serialization.JsonPropertyName(\"to\")] string A"), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001", "TJ1004");
    }

    [Fact]
    public async Task A_renamed_value_of_an_enum_keeps_its_name_on_the_wire()
    {
        using var editor = await Editor.OpenReleasedAsync(
            Mail("Urgency Urgency") + "public enum Urgency { Low, High }\n",
            Mail("Urgency Urgency") + "public enum Urgency\n{\n    Low,\n    Urgent,\n}\n");

        await editor.TakeAsync("TJ1001", "Keep its name on the wire: [JsonStringEnumMemberName(\"High\")]");

        Assert.Equal(
            "using System.Text.Json.Serialization;\n\n" + Mail("Urgency Urgency") + "public enum Urgency\n{\n    Low,\n    [JsonStringEnumMemberName(\"High\")]\n    Urgent,\n}\n",
            editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1001", "TJ1003");
    }

    [Theory]
    [InlineData("TJ1004", "int Id, string? Note, int X = 1", "int Id, int X = 1", "note", "int Id, string? Note, int X = 1")]
    [InlineData("TJ1004", "int Id, Guid Key = default, decimal Price = 1.5m", "int Id, Guid Key = default", "price", "int Id, Guid Key = default, decimal Price = 1.5m")]
    [InlineData("TJ1003", "int Id, IReadOnlyList<DateOnly> Days", "int Id", "days", "int Id, IReadOnlyList<DateOnly> Days")]
    [InlineData("TJ1003", "int Id", "", "id", "int Id")]
    [InlineData("TJ1004", "int Id, Int128 Sum = default", "int Id", "sum", "int Id, Int128 Sum = default")]
    public async Task A_member_that_was_taken_away_is_restored(string id, string before, string edited, string name, string after)
    {
        using var editor = await Editor.OpenReleasedAsync(Mail(before), Mail(edited));

        await editor.TakeAsync(id, $"Restore '{name}'");

        Assert.Equal(Mail(after), editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1000", "TJ1003", "TJ1004");
    }

    [Fact]
    public async Task A_property_that_was_taken_away_is_restored()
    {
        using var editor = await Editor.OpenReleasedAsync(
            Mail("Line Line") + "public class Line\n{\n    public int Count { get; set; }\n    public List<int> Numbers { get; init; } = [];\n}\n", Mail("Line Line") + "public class Line\n{\n    public int Count { get; set; }\n}\n");

        await editor.TakeAsync("TJ1004", "Restore 'numbers'");

        Assert.Equal(
            Mail("Line Line") + "public class Line\n{\n    public int Count { get; set; }\n\n    public IReadOnlyList<int> Numbers { get; init; } = [];\n}\n", editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1000", "TJ1003", "TJ1004");
    }

    [Theory]
    [InlineData("public enum Urgency { Low, High = 5 }", "public enum Urgency { Low }", "public enum Urgency { Low, High = 5 }")]
    [InlineData("public enum Urgency { Low, High = 5 }", "public enum Urgency\n{\n    Low,\n}\n", "public enum Urgency\n{\n    Low,\n    High = 5,\n}\n")]
    public async Task A_value_of_an_enum_that_was_taken_away_is_restored(string before, string edited, string after)
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("Urgency Urgency") + before, Mail("Urgency Urgency") + edited);

        await editor.TakeAsync("TJ1001", "Restore 'High'");

        Assert.Equal(Mail("Urgency Urgency") + after, editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1000", "TJ1001");
    }

    [Fact]
    public async Task A_value_of_an_enum_is_restored_with_the_name_that_its_attribute_gives_it()
    {
        const string Before = "public enum Urgency { Low, [System.Text.Json.Serialization.JsonStringEnumMemberName(\"very-high\")] High = 5 }";
        using var editor = await Editor.OpenReleasedAsync(Mail("Urgency Urgency") + Before, Mail("Urgency Urgency") + "public enum Urgency { Low }");

        await editor.TakeAsync("TJ1001", "Restore 'very-high'");

        Assert.Equal(Mail("Urgency Urgency") + Before, editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1000", "TJ1001");
    }

    [Fact]
    public async Task A_value_and_a_member_of_a_nested_type_are_restored()
    {
        const string Nested = "public sealed record Order(Order.State Is)\n{\n    public enum State { Open, Closed = 1 }\n}\n";
        using var editor = await Editor.OpenReleasedAsync(
            Mail("Order Order, Order.State? Last") + Nested, Mail("Order Order") + Nested.Replace(", Closed = 1", string.Empty, StringComparison.Ordinal));

        await editor.TakeAsync("TJ1001", "Restore 'Closed'");
        await editor.TakeAsync("TJ1004", "Restore 'last'");

        Assert.Equal(Mail("Order Order, Order.State? Last") + Nested, editor["Jobs.cs"]);
        await editor.AssertMendedAsync("TJ1000", "TJ1001", "TJ1004");
    }

    [Fact]
    public async Task The_file_is_brought_up_to_date_with_its_line_ends()
    {
        using var released = await Editor.OpenReleasedAsync(Mail("int Id"), Mail("int Id"));
        using var editor = Editor.Open(("Jobs.cs", Mail("int Id, string? Note = null")), ("jobs.contract", released["jobs.contract"].ReplaceLineEndings("\r\n")));

        await editor.TakeAsync("TJ1000", "Update jobs.contract");

        Assert.Equal(
            released["jobs.contract"].Replace("mail.send@1.id : int required\n", "mail.send@1.id : int required\nmail.send@1.note : string? added *\n", StringComparison.Ordinal).ReplaceLineEndings("\r\n"),
            editor["jobs.contract"]);
        await editor.AssertMendedAsync("TJ1000");
    }

    [Fact]
    public async Task A_member_that_goes_leaves_a_tombstone()
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id, string? Note = null"), Mail("int Id"));

        await editor.TakeAsync("TJ1004", "Let it go: leave a tombstone in jobs.contract");

        Assert.Contains("mail.send@1.note : retired string?", editor["jobs.contract"], StringComparison.Ordinal);
        await editor.AssertMendedAsync("TJ1000", "TJ1004");
    }

    [Theory]
    [InlineData("TJ1001", "int Id", "string Id", "mail.send@1.id : string required accepted \"Say here why no message in flight is harmed.\" *")]
    [InlineData("TJ1001", "int Id", "int Id, string To", "mail.send@1.to : string required accepted \"Say here why no message in flight is harmed.\" *")]
    [InlineData("TJ1002", "long Id", "double Id", "mail.send@1.id : double required accepted \"Say here why no message in flight is harmed.\" *")]
    [InlineData("TJ1005", "int Id = 1", "int Id = 2", "mail.send@1.id : int = 2 accepted \"Say here why no message in flight is harmed.\" *")]
    public async Task A_break_is_accepted_with_a_reason_that_stays(string id, string before, string after, string line)
    {
        using var editor = await Editor.OpenReleasedAsync(Mail(before), Mail(after));

        await editor.TakeAsync(id, "Accept it, with a reason in jobs.contract");

        Assert.Contains(line + "\n", editor["jobs.contract"], StringComparison.Ordinal);
        await editor.AssertMendedAsync("TJ1000", id);
    }

    [Fact]
    public async Task A_value_of_an_enum_that_goes_is_accepted_as_well()
    {
        using var editor = await Editor.OpenReleasedAsync(
            Mail("Urgency Urgency") + "public enum Urgency { Low, High, Highest }\n", Mail("Urgency Urgency") + "public enum Urgency { Low }\n");

        await editor.TakeAsync("TJ1001", "Accept it, with a reason in jobs.contract");
        await editor.TakeAsync("TJ1001", "Accept it, with a reason in jobs.contract");

        Assert.Contains("Urgency.High : retired 1 accepted \"Say here", editor["jobs.contract"], StringComparison.Ordinal);
        await editor.AssertMendedAsync("TJ1000", "TJ1001");
    }

    [Fact]
    public async Task Another_tube_is_accepted_as_well()
    {
        using var editor = await Editor.OpenReleasedAsync(Mail("int Id"), Mail("int Id").Replace("\"mail.send\"", "\"mail.send\", Tube = \"office\"", StringComparison.Ordinal));

        await editor.TakeAsync("TJ1001", "Accept it, with a reason in jobs.contract");

        Assert.Contains("tube=office accepted", editor["jobs.contract"], StringComparison.Ordinal);
        await editor.AssertMendedAsync("TJ1000", "TJ1001");

        // All else of the job is held as before.
        using var later = Editor.Open(("Jobs.cs", editor["Jobs.cs"].Replace("int Id", "string Id", StringComparison.Ordinal)), ("jobs.contract", editor["jobs.contract"]));
        Assert.Equal("TJ1001", (await later.DiagnosticsAsync()).First(static diagnostic => diagnostic.Id.StartsWith("TJ10", StringComparison.Ordinal)).Id);
    }

    private static string Mail(string members, string? property = null)
        => $"[Job(\"mail.send\")]\npublic sealed partial record SendMail({members})"
            + (property is null ? ";\n" : $"\n{{\n    {property}\n}}\n");
}
