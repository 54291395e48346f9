using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Contracts;

public sealed class ContractTextTests
{
    [Fact]
    public void Every_form_of_a_line_is_read_as_it_was_written()
    {
        var text = ContractOf.File("""
            public enum Urgency { Low, High, [JsonStringEnumMemberName("dark-blue")] Blue }
            [Flags] public enum Sides : byte { None = 0, Left = 1 }
            public record Address(string City, string? Zip);
            public sealed record Box<T>(T Value, List<T> Many);
            [JsonDerivedType(typeof(Dog), "dog"), JsonDerivedType(typeof(Cat), 3)] public abstract record Animal(string Name);
            public sealed record Dog(string Name, int Legs = 4) : Animal(Name);
            public sealed record Cat(string Name) : Animal(Name);
            [JsonConverter(typeof(MoneyConverter))] public readonly record struct Money(int Cents);
            public sealed class MoneyConverter : JsonConverter<Money>
            {
                public override Money Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => new(int.Parse(reader.GetString()!));
                public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue(value.Cents.ToString());
            }
            public class Parcel { public int Grams { get; set; } public required string Label { get; init; } public List<Parcel>? Inner { get; set; } public string Note { get; init; } = "a : b * \"c\""; public string E {get;init;} = string.Empty; public DateTime At {get;set;} = DateTime.MinValue; public List<int> Xs {get;init;} = []; }
            [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)] public readonly record struct Point(int X, int Y = 2);
            [Job("mail.send", Tube = "mail")]
            public sealed partial record SendMail(int Id, Address To, Urgency Urgency = Urgency.High, Urgency? U2 = null, List<string?>? Lines = null, IReadOnlyDictionary<Guid, Point?>? Map = null)
            {
                [JsonPropertyName("x.y : z")] public long Weird { get; init; } = 5;
                public Box<string> Box { get; init; } = null!;
                public Box<string?>? Box2 { get; init; }
                public Animal? Pet { get; init; }
                public Money Price { get; init; }
                public Parcel? P { get; init; }
                public decimal D { get; init; } = 1.50m;
                public double F { get; init; } = 1;
                [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)] public List<int>? N { get; init; }
                [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? Q { get; init; }
                public Sides Sides { get; init; } = Sides.Left;
                [JsonExtensionData] public Dictionary<string, JsonElement>? Rest { get; set; }
                public HashSet<int>? H { get; init; }
                public char C { get; init; } = ' ';
            }
            """);
        Assert.Equal(text, Rewritten(text));
    }

    private static string Rewritten(string text) => Generators.Contracts.ContractText.Of(ContractOf.Read(text));
}
