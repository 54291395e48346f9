using TypedJobs.CodeFixes.Tests.Harness;
using Xunit;

namespace TypedJobs.CodeFixes.Tests;

/// <summary>Whatever a member was, its frozen record compiles and reads all that was written.</summary>
public sealed class FrozenShapeTests
{
    [Theory]
    [InlineData("bool X, sbyte A, byte B, short C, ushort D, int E, uint F, long G, ulong H, Int128 I, UInt128 J, Half K, float L, double M, decimal N, char O")]
    [InlineData("string X, Guid A, Uri B, Version C, DateTime D, DateTimeOffset E, DateOnly F, TimeOnly G, TimeSpan H, byte[] I, Memory<byte> J, ReadOnlyMemory<byte> K")]
    [InlineData("JsonElement X, JsonDocument A, JsonNode? B, JsonObject C, JsonArray D, JsonValue E")]
    [InlineData("int? X, string? A, Guid? B, Urgency? C, Address? D, List<int?>? E")]
    [InlineData("int[] X, List<string?> A, HashSet<int> B, SortedSet<int> C, ImmutableArray<int> D, Dictionary<string, int?> E, IReadOnlyDictionary<Guid, List<Address>> F, Dictionary<Urgency, int> G")]
    [InlineData("bool X = true, int A = -5, long B = 5000000000, uint C = 7, ulong D = 18446744073709551615, float E = 1.5f, double F = 1e100, decimal G = 2.50m, char H = '\\'', string I = \"a\\\"\\n\", Urgency J = Urgency.High")]
    [InlineData("Guid X = default, DateTime A = default, OrderId B = default, int? C = 5, string? D = \"x\", Urgency? E = Urgency.Low, byte F = 1, short G = -2")]
    [InlineData("int X, Int128 A = default, UInt128 B = default, Half C = default")]
    [InlineData("int X", "public Int128 A { get; init; } = 5; public UInt128 B { get; init; } = 7; public Half C { get; init; } = (Half)1.5f; public Half D { get; init; }")]
    [InlineData("Urgency X, Sides A = Sides.Left, Sides B = Sides.Left | Sides.Right, Urgency C = (Urgency)0")]
    [InlineData("Size X, List<Size> A, Size? B, Size C = Size.Big, [property: JsonConverter(typeof(JsonNumberEnumConverter<Urgency>))] Urgency D = Urgency.High")]
    [InlineData("Address X, Box<int> A, Box<Address> B, OrderId C, Money D, Tree E, Money? F")]
    [InlineData("[property: JsonPropertyName(\"the name\")] int X, [property: JsonPropertyName(\"Y\")] string Y, int URLPath, string @class, int ID")]
    [InlineData("[property: JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] int X, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? A = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int B = 0")]
    [InlineData("int X", "public List<int> A { get; init; } = [1, 2]; public DateTimeOffset B { get; init; } = DateTimeOffset.UnixEpoch; public string C { get; init; } = \"c\"; public required int D { get; init; } public Address E { get; init; } = new(\"x\");")]
    [InlineData("int X", "[JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }")]
    [InlineData("int X", "[JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> Filled { get; } = [];")]
    [InlineData("int X", "[JsonInclude] private string Secret { get; set; } = \"s\";")]
    public async Task The_same_shape_frozen(string positions, string properties = "")
    {
        // The first member becomes something else.
        await FreezeAsync(
            Program(positions, properties, "Low, High", "string City"),
            Program("Changed X" + After(positions), properties, "Low, High", "string City"));
    }

    [Theory]
    [InlineData("Address X, Urgency A, List<Address> B, Address? C = null, Urgency D = Urgency.High")]
    [InlineData("Box<Address> X, Dictionary<Urgency, Address?> A")]
    [InlineData("Tree X")]
    public async Task The_same_shape_frozen_after_its_types_have_changed(string positions)
        => await FreezeAsync(Program(positions, string.Empty, "Low, High", "string City"), Program(positions, string.Empty, "High, Higher", "int City"));

    [Theory]
    [InlineData("Urgency X, List<Urgency> A", "public enum Urgency", "[JsonConverter(typeof(JsonNumberEnumConverter<Urgency>))] public enum Urgency")]
    [InlineData("Size X, List<Size> A", "[JsonConverter(typeof(JsonNumberEnumConverter<Size>))] public enum Size", "public enum Size")]
    public async Task An_enum_frozen_after_its_numbers_took_the_place_of_its_names_or_the_names_theirs(string positions, string before, string after)
    {
        var program = Program(positions, string.Empty, "Low, High", "string City");

        await FreezeAsync(program, program.Replace(before, after, StringComparison.Ordinal));
    }

    private static async Task FreezeAsync(string before, string after)
    {
        using var editor = await Editor.OpenReleasedAsync(before, after);

        await editor.TakeAsync("TJ1001", "Freeze version 1 of 'mail.send', and upgrade from it");

        try
        {
            await editor.AssertMendedAsync("TJ1001", "TJ1002", "TJ1003", "TJ1004", "TJ1005", "TJ1007", "TJ1008");
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException(exception.Message + "\n" + editor["Jobs.cs"] + editor["jobs.contract"], exception);
        }
    }

    /// <summary>What follows the first position.</summary>
    private static string After(string positions)
    {
        var depth = 0;
        for (var i = 0; i < positions.Length; i++)
        {
            depth += positions[i] is '<' or '[' or '(' ? 1 : positions[i] is '>' or ']' or ')' ? -1 : 0;
            if (depth == 0 && positions[i] == ',')
            {
                return positions[i..];
            }
        }

        return string.Empty;
    }

    private static string Program(string positions, string properties, string urgency, string address) =>
        $$"""
        using System.Collections.Immutable;
        using System.Text.Json;
        using System.Text.Json.Nodes;
        using System.Text.Json.Serialization;

        namespace Acme;

        [Job("mail.send")]
        public sealed partial record SendMail({{positions}})
        {
            {{properties}}
        }

        public enum Urgency { {{urgency}} }
        [JsonConverter(typeof(JsonNumberEnumConverter<Size>))] public enum Size { Small, Big }
        [Flags] public enum Sides { None = 0, Left = 1, Right = 2 }
        public sealed record Changed(int Number);
        public sealed record Address({{address}});
        public sealed record Tree(Address Root, List<Tree> Branches, Tree? Parent = null);
        public sealed record Box<T>(T Value);
        public readonly record struct OrderId(int Value);
        [JsonConverter(typeof(MoneyConverter))] public readonly record struct Money(int Cents);
        public sealed class MoneyConverter : JsonConverter<Money>
        {
            public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt32());
            public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Cents);
        }
        """;
}
