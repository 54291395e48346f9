using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TypedJobs;

[assembly: JobSerializerContext(typeof(Features.OwnContext))]

namespace Features;

public enum Color { Red, Green, [JsonStringEnumMemberName("dark-blue")] Blue }

[Flags]
public enum Sides { None = 0, Left = 1, Right = 2 }

[Job("scalars")]
public sealed partial record Scalars(
    bool A, sbyte B, byte C, short D, ushort E, int F, uint G, long H, ulong I, Int128 J, UInt128 K, Half L, float M, double N, decimal O, char P, string Q, Guid R, Uri S, Version T,
    DateTime U, DateTimeOffset V, DateOnly W, TimeOnly X, TimeSpan Y, byte[] Z, Memory<byte> Bytes, Color Color, Sides Sides, int? None, Color? Some);

[Job("collections")]
public sealed partial record Collections(
    int[] A, List<string?> B, IList<int> C, IReadOnlyList<Line> D, ICollection<int> E, IEnumerable<Guid> F, HashSet<int> G, ISet<int> H, SortedSet<int> I, Queue<int> J,
    ImmutableArray<int> K, ImmutableList<Line> L, ImmutableHashSet<int> M, FrozenSet<int> N, Dictionary<string, int> O, IDictionary<Guid, int> P, IReadOnlyDictionary<int, Line> Q,
    SortedDictionary<DateOnly, int> R, ImmutableDictionary<Color, int> S, FrozenDictionary<long, string> T);

[Job("more-collections")]
public sealed partial record MoreCollections(
    IReadOnlyCollection<int> A, IReadOnlySet<int> B, ImmutableSortedSet<int> C, ImmutableQueue<int> D, IImmutableList<int> E, ImmutableSortedDictionary<string, int> F, Point[] G, List<Point?> H,
    Dictionary<Guid, List<int>> I, Dictionary<DateTimeOffset, int> J, Dictionary<Color, Line> K, Dictionary<string, Dictionary<string, int[]>> L, ReadOnlyMemory<byte> M, List<byte[]> N, Color[] O);

public readonly record struct Point(int X, int Y);

public struct Size
{
    public int Width { get; set; }

    public required int Height { get; set; }
}

[Job("nullables")]
public sealed partial record Nullables(
    bool? A, sbyte? B, byte? C, short? D, ushort? E, int? F, uint? G, long? H, ulong? I, Int128? J, UInt128? K, Half? L, float? M, double? N, decimal? O, char? P, string? Q, Guid? R, Uri? S, Version? T,
    DateTime? U, DateTimeOffset? V, DateOnly? W, TimeOnly? X, TimeSpan? Y, byte[]? Z, Memory<byte>? Bytes, Color? Color, Sides? Sides, Point? Point, Line? Line, int[]? List, JsonNode? Node);

[Job("defaults")]
public sealed partial record Defaults(
    bool A = true, sbyte B = sbyte.MinValue, byte C = byte.MaxValue, short D = -3, ushort E = 4, int F = int.MinValue, uint G = uint.MaxValue, long H = long.MinValue, ulong I = ulong.MaxValue,
    float J = 0.1f, double K = -1e300, decimal L = 1.50m, char M = '"', string N = "a\"b\\", string? O = null, Color P = Color.Blue, Sides Q = Sides.Left | Sides.Right, int? R = 5, Color? S = Color.Green,
    Guid T = default, DateTime U = default, TimeSpan V = default, Point W = default)
{
    public int X { get; init; } = 7;

    public List<string> Y { get; init; } = ["one"];

    public string Z { get; set; } = "zed";
}

public sealed record Line(string Product, int Count = 1, Line? Next = null);

[Job("json")]
public sealed partial record Json(JsonElement A, JsonNode? B, JsonDocument C, JsonObject D);

[JsonDerivedType(typeof(Circle), "circle"), JsonDerivedType(typeof(Square), "square")]
public abstract record Shape(string Name);

public sealed record Circle(string Name, double Radius) : Shape(Name);

public sealed record Square(string Name) : Shape(Name)
{
    public required int Width { get; init; }
}

[Job("objects")]
public sealed partial record Objects(Shape Shape, Box<int> Number, Box<Line> Line, Parcel Parcel, Money Price, Checked Checked, Size Size, Marked Marked)
{
    public int Kept { get; init; } = 7;

    [JsonInclude]
    private string Secret { get; set; } = "secret";
}

public sealed record Box<T>(T Value)
{
    public string? Label { get; init; } = "none";
}

public class Parcel
{
    public required string Label { get; init; }

    [JsonInclude]
    private int _grams = 5;

    public int Grams() => _grams;
}

[JsonConverter(typeof(MoneyConverter))]
public readonly record struct Money(int Cents);

public sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(int.Parse(reader.GetString()!, CultureInfo.InvariantCulture));

    public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue(value.Cents.ToString(CultureInfo.InvariantCulture));
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed class Marked
{
    public Marked()
    {
    }

    [JsonConstructor]
    internal Marked(int number) => Number = number;

    public int Number { get; }

    [JsonRequired]
    public List<Marked>? Inner { get; set; }
}

public sealed class Checked(string name, int count = 4) : IJsonOnDeserialized
{
    public string Name { get; } = name.Trim();

    public int Count { get; } = count;

    [JsonIgnore]
    public bool WasRead { get; private set; }

    public void OnDeserialized() => WasRead = true;
}

[Job("attributes")]
public sealed partial record Attributes([property: JsonPropertyName("the name")] string Name, [property: JsonPropertyOrder(-1)] int First)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
    public int Text { get; init; } = 3;

    [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)]
    public List<int> Filled { get; } = [];

    [JsonConverter(typeof(MoneyConverter))]
    public Money? Tax { get; init; }

    [Obsolete("Use Text.", error: true)]
    public int Gone { get; init; } = 2;

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Rest { get; set; }
}

[Job("keys")]
public sealed partial record Keys(
    Dictionary<bool, int> A, Dictionary<char, int> B, Dictionary<TimeSpan, int> C, Dictionary<TimeOnly, int> D, Dictionary<Uri, int> E, Dictionary<Version, int> F, Dictionary<decimal, int> G,
    Dictionary<double, int> H, Dictionary<Int128, int> I, Dictionary<Half, int> J, Dictionary<DateTime, int> K, Dictionary<byte, int> L, SortedDictionary<ulong, int> M, Dictionary<Sides, int> N,
    Dictionary<Level, Level?> O, IImmutableDictionary<string, int> P, IReadOnlyDictionary<UInt128, int> Q, IImmutableSet<int> R, IImmutableQueue<int> S, JsonArray T, JsonValue U);

[JsonConverter(typeof(LevelConverter))]
public enum Level { Low, High }

public sealed class LevelConverter : JsonConverter<Level>
{
    public override Level Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => (Level)reader.GetInt32();

    public override void Write(Utf8JsonWriter writer, Level value, JsonSerializerOptions options) => writer.WriteNumberValue((int)value);

    public override Level ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => (Level)int.Parse(reader.GetString()!, CultureInfo.InvariantCulture);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, Level value, JsonSerializerOptions options) => writer.WritePropertyName(((int)value).ToString(CultureInfo.InvariantCulture));
}

[Job("hierarchies")]
public sealed partial record Hierarchies(IVehicle First, List<IVehicle> More, Node<int> Tree, Employee Employee, Called Called, Texts Texts);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Car), "car"), JsonDerivedType(typeof(Load<Line>), 2)]
public interface IVehicle
{
    int Wheels { get; }
}

public sealed record Car(int Wheels, double Length = double.NaN) : IVehicle
{
    [JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)]
    public double Length { get; init; } = Length;
}

public readonly record struct Load<T>(int Wheels, T? On = default) : IVehicle;

public sealed class Node<T>
{
    public required T Value { get; init; }

    public List<Node<T>> Children { get; init; } = [];

    public Dictionary<string, Node<T>?>? ByName { get; set; }
}

public abstract class Person(string name)
{
    public string Name { get; } = name;

    public virtual int Level { get; set; } = 1;

    public DateOnly? Since { get; init; }
}

public sealed class Employee(string name, decimal? salary = 1.5m) : Person(name)
{
    public decimal? Salary { get; } = salary;

    public override int Level { get; set; } = 2;
}

public sealed class Called : IJsonOnSerializing, IJsonOnSerialized
{
    public int Writing { get; set; }

    public void OnSerializing() => Writing = 1;

    public void OnSerialized() => Writing = 0;
}

[JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)]
public struct Texts(long from)
{
    public long From { get; set; } = from;

    public List<decimal>? All { get; set; }
}

[Job("listed")]
public sealed partial record Listed(Bag Bag);

public sealed class Bag : List<int>;

[JsonSerializable(typeof(Bag))]
public sealed partial class OwnContext : JsonSerializerContext;
