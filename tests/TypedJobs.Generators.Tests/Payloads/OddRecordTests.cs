using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>
/// Records such as nobody should write and somebody will, each against System.Text.Json's own generator: the same bytes,
/// each reads what the other has written, and what one refuses of hostile data, the other does.
/// </summary>
public sealed partial class OddRecordTests
{
    public static TheoryData<string, string> Records { get; } = new()
    {
        // Generics.
        { "record Sample(Pair<Pair<int, string>, Box<Box<int?>>> P); record Pair<A, B>(A First, B Second); record Box<T>(T Value);", """{"p":{"first":{"first":1,"second":"a"},"second":{"value":{"value":null}}}}""" },
        { "record Sample(Outer<int>.Inner I, Outer<string>.Mid<long>.Deep D); class Outer<T> { public record Inner(T X); public class Mid<U> { public record Deep(T A, U B); } }", """{"i":{"x":1},"d":{"a":"s","b":2}}""" },
        { "record Sample(Bag<int> B); record Bag<T>(List<T> Items, Dictionary<string, T> ByName) where T : struct;", """{"b":{"items":[1],"byName":{"a":2}}}""" },
        { "record Sample(Named N); abstract record Entity<T>(T Id) { public T? Parent { get; init; } } record Named(int Id, string Name) : Entity<int>(Id);", """{"n":{"name":"n","id":1,"parent":2}}""" },
        { "record Sample(Shape<int> S); [JsonDerivedType(typeof(Circle), \"c\"), JsonDerivedType(typeof(Box<int>), 2)] abstract record Shape<T>(T Tag); record Circle(int Tag, double R) : Shape<int>(Tag); record Box<T>(T Tag, T Side) : Shape<T>(Tag);", """{"s":{"$type":"c","r":1.5,"tag":1}}""" },
        { "record Sample(Shape<int> S); [JsonDerivedType(typeof(Circle), \"c\"), JsonDerivedType(typeof(Box<int>), 2)] abstract record Shape<T>(T Tag); record Circle(int Tag, double R) : Shape<int>(Tag); record Box<T>(T Tag, T Side) : Shape<T>(Tag);", """{"s":{"$type":2,"side":3,"tag":1}}""" },
        // Structs.
        { "record Sample(Money M, Money? N, Money[] All); struct Money { [JsonConstructor] public Money(decimal amount, string currency = \"EUR\") { Amount = amount; Currency = currency; } public decimal Amount { get; } public string Currency { get; } }", """{"m":{"amount":1.50,"currency":"USD"},"n":null,"all":[{"amount":2,"currency":"EUR"}]}""" },
        { "record Sample(Point P, Mut M); readonly struct Point { public int X { get; init; } public int Y { get; init; } } struct Mut { [JsonInclude] public int A; public int B { get; set; } }", """{"p":{"x":1,"y":2},"m":{"b":4,"a":3}}""" },
        { "record Sample(Counted C); struct Counted : IJsonOnDeserialized, IJsonOnSerializing { public int N { get; set; } public void OnDeserialized() => N += 10; public void OnSerializing() => N++; }", """{"c":{"n":1}}""" },
        // Required and init.
        { "record Sample(int A) { public required string B { get; init; } public required int? C { get; set; } public int D { get; init; } = 4; public string? E { get; init; } }", """{"a":1,"b":"b","c":null,"d":5,"e":null}""" },
        { "record Sample(Both X); class Both { public required int Set { get; set; } public required int Init { get; init; } [JsonRequired] public int Json { get; set; } [JsonConstructor] public Both(int ctor) => Ctor = ctor; public int Ctor { get; } }", """{"x":{"set":1,"init":2,"json":3,"ctor":4}}""" },
        { "record Sample(Full X); class Full { [System.Diagnostics.CodeAnalysis.SetsRequiredMembers] public Full() { A = 1; } public required int A { get; set; } }", """{"x":{"a":2}}""" },
        // Keys.
        { "record Sample(Dictionary<Color, int> A, SortedDictionary<DateOnly, string> B, Dictionary<bool, int> C, Dictionary<char, int> D, Dictionary<TimeSpan, int> E, Dictionary<double, int> F, Dictionary<Int128, int> G); enum Color { Red, Green }", """{"a":{"Green":1},"b":{"2026-01-02":"x"},"c":{"True":1},"d":{"x":2},"e":{"01:02:03":3},"f":{"1.5":4},"g":{"5":6}}""" },
        { "record Sample(Dictionary<Sides, int> A, Dictionary<Named, int> B); [Flags] enum Sides : byte { None, Left, Right } enum Named { [JsonStringEnumMemberName(\"a b\")] A, Ä }", """{"a":{"Left, Right":1,"None":2},"b":{"a b":3,"\u00C4":4}}""" },
        // Recursion.
        { "record Sample(Tree T); record Tree(string Name, List<Tree> Children, Dictionary<string, Tree?>? ByName = null, Tree[]? More = null);", """{"t":{"name":"a","children":[{"name":"b","children":[],"byName":null,"more":null}],"byName":{"c":null},"more":[]}}""" },
        { "record Sample(Node N); class Node { public Node? Next { get; set; } public IReadOnlyList<Node>? All { get; set; } public Box<Node>? Boxed { get; set; } } record Box<T>(T Value);", """{"n":{"next":{"next":null,"all":null,"boxed":null},"all":[],"boxed":{"value":{"next":null,"all":null,"boxed":null}}}}""" },
        // Inheritance.
        { "record Sample(C X); record A(int One) { public int Own { get; set; } } record B(int One, int Two) : A(One); record C(int One, int Two, string Three) : B(One, Two);", """{"x":{"three":"c","two":2,"one":1,"own":3}}""" },
        { "record Sample(D X); class B { public virtual int V { get; set; } public int H { get; set; } } class D : B { public override int V { get => base.V; set => base.V = value + 1; } public new string H { get; set; } = \"\"; }", """{"x":{"v":1,"h":"h"}}""" },
        { "record Sample(D X); abstract class B(int id) { public int Id { get; } = id; public abstract string Name { get; set; } } class D(int id, string extra) : B(id) { public override string Name { get; set; } = \"\"; public string Extra { get; } = extra; }", """{"x":{"name":"n","extra":"e","id":1}}""" },
        { "record Sample(X X); interface IX { int A { get; set; } int Hidden { get; set; } } class X : IX { public int A { get; set; } int IX.Hidden { get; set; } }", """{"x":{"a":1}}""" },
        { "record Sample(D X); class B { [JsonIgnore] public int Gone { get; set; } [JsonInclude] public int Kept { get; internal set; } [JsonIgnore] public virtual int I { get; set; } public virtual int V { get; set; } } class D : B { [JsonIgnore] public override int V { get; set; } }", """{"x":{"kept":1}}""" },
        // Names.
        { "record Sample([property: JsonPropertyName(\"a\\\"b\")] int A, [property: JsonPropertyName(\"\")] int B, [property: JsonPropertyName(\"é😀\")] int C, [property: JsonPropertyName(\"x.y[0]\")] int D, [property: JsonPropertyName(\"<&'+>\")] int E);", """{"a\u0022b":1,"":2,"\u00E9\uD83D\uDE00":3,"x.y[0]":4,"\u003C\u0026\u0027\u002B\u003E":5}""" },
        { "record Sample(int @class, string @event, bool @default) { public int @record { get; init; } public int value { get; init; } public int it { get; init; } public int writer { get; init; } public int options { get; init; } }", """{"class":1,"event":"e","default":true,"record":2,"value":3,"it":4,"writer":5,"options":6}""" },
        { "record Sample(int URLValue, int X, int IO, int aB, int _under, int Ünder, int ID2) { public int Name { get; init; } public int IdName { get; init; } public int Id { get; init; } public int Write { get; init; } public int Members { get; init; } public int Construct { get; init; } public int Create { get; init; } }", """{"urlValue":1,"x":2,"io":3,"aB":4,"_under":5,"\u00FCnder":6,"iD2":7,"name":8,"idName":9,"id":10,"write":11,"members":12,"construct":13,"create":14}""" },
        // Constants.
        { "record Sample(decimal A = 79228162514264337593543950335m, decimal B = -0.00m, long C = long.MinValue, ulong D = ulong.MaxValue, char E = '\\0', char F = '\\uD800', string G = \"\\0\\r\\n\\\"\\\\\", float H = float.MaxValue, double I = double.Epsilon, Color J = (Color)3, Color? K = Color.Green, byte L = 255, short M = -1, Wide N = Wide.Max); [Flags] enum Color : byte { None, Red = 1, Green = 2 } enum Wide : ulong { Max = ulong.MaxValue }", """{"e":"\u0000","f":"a"}""" },
        { "record Sample(double A = double.NaN, float B = float.PositiveInfinity, double C = -0.0, float D = -0f, int? E = int.MinValue, DateTime F = default, Guid? G = null, string? H = null, bool? I = true);", """{"a":1,"b":2}""" },
        // Attributes.
        { "record Sample(int A) { [JsonExtensionData] public Dictionary<string, object>? Rest { get; set; } }", """{"a":1,"more":[1,{"x":null}],"text":"t"}""" },
        { "record Sample(int A) { [JsonExtensionData] public IDictionary<string, System.Text.Json.JsonElement> Rest { get; set; } = new Dictionary<string, System.Text.Json.JsonElement>(); }", """{"a":1,"more":null}""" },
        { "record Sample(Money A, [property: JsonConverter(typeof(Hex))] int B, List<Money> C, [property: JsonConverter(typeof(Hex))] int? D); [JsonConverter(typeof(Factory))] record Money(int Cents); class Factory : JsonConverterFactory { public override bool CanConvert(Type t) => t == typeof(Money); public override JsonConverter CreateConverter(Type t, System.Text.Json.JsonSerializerOptions o) => new Of(); class Of : JsonConverter<Money> { public override Money Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => new(r.GetInt32()); public override void Write(System.Text.Json.Utf8JsonWriter w, Money v, System.Text.Json.JsonSerializerOptions o) => w.WriteNumberValue(v.Cents); } } class Hex : JsonConverter<int> { public override int Read(ref System.Text.Json.Utf8JsonReader r, Type t, System.Text.Json.JsonSerializerOptions o) => Convert.ToInt32(r.GetString(), 16); public override void Write(System.Text.Json.Utf8JsonWriter w, int v, System.Text.Json.JsonSerializerOptions o) => w.WriteStringValue(v.ToString(\"x\")); }", """{"a":5,"b":"ff","c":[6],"d":"a"}""" },
        { "record Sample { [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public List<int> A { get; } = [1]; [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public Dictionary<string, int> B { get; } = []; [JsonObjectCreationHandling(JsonObjectCreationHandling.Populate)] public Inner C { get; } = new(); } class Inner { public int X { get; set; } = 1; public int Y { get; set; } = 2; }", """{"a":[2],"b":{"y":2},"c":{"y":3}}""" },
        { "record Sample(Big A, Tiny B, Signed C, Big? D, Big[] E); enum Big : ulong { Zero, Max = ulong.MaxValue } enum Tiny : byte { A = 255 } enum Signed : long { Min = long.MinValue }", """{"a":"Max","b":"A","c":"Min","d":"Zero","e":["Max","Zero"]}""" },
        { "record Sample(Memory<byte> A, ReadOnlyMemory<byte> B, byte[][] C, Memory<byte>? D, Dictionary<string, byte[]> E);", """{"a":"AQ==","b":"","c":["AQI=",""],"d":null,"e":{"k":"Aw=="}}""" },
        { "record Sample([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)] List<long> A, [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] double B, Strict C); [JsonNumberHandling(JsonNumberHandling.WriteAsString | JsonNumberHandling.AllowReadingFromString)] record Strict(int X, decimal? Y);", """{"a":["1","2"],"b":"NaN","c":{"x":"3","y":"4.50"}}""" },
        { "record Sample([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int A = 0, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? B = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Guid C = default, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? D = null);", """{"b":"x","d":null}""" },
        { "record Sample([property: JsonPropertyOrder(2)] int A, [property: JsonPropertyOrder(-1)] int B, int C, [property: JsonPropertyOrder(2)] int D);", """{"b":1,"c":2,"a":3,"d":4}""" },
        { "record Sample(Animal A); [JsonPolymorphic(TypeDiscriminatorPropertyName = \"kind\", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToBaseType)] [JsonDerivedType(typeof(Dog), \"dog\"), JsonDerivedType(typeof(Animal), \"animal\")] record Animal(string Name); record Dog(string Name, int Age) : Animal(Name);", """{"a":{"kind":"dog","age":3,"name":"d"}}""" },
        { "record Sample(IShape S, List<IShape> L); [JsonDerivedType(typeof(Sq), \"sq\")] interface IShape { int Area { get; } } record Sq(int Area) : IShape;", """{"s":{"$type":"sq","area":1},"l":[{"$type":"sq","area":2}]}""" },
        { "record Sample(JsonInside J); record JsonInside(System.Text.Json.JsonElement A, System.Text.Json.Nodes.JsonArray? B, System.Text.Json.Nodes.JsonValue? C, System.Text.Json.JsonElement? D);", """{"j":{"a":{"x":[1.0]},"b":[null],"c":5,"d":null}}""" },
    };

    [Theory]
    [MemberData(nameof(Records))]
    [MemberData(nameof(Combinations))]
    [MemberData(nameof(Strange))]
    [MemberData(nameof(Mixtures))]
    public void An_odd_record(string record, string json)
    {
        var program = JobProgram.WithSerializer(
            $$"""
            namespace Acme;
            [Job("odd")] internal sealed partial {{record}}
            [JsonSerializable(typeof(Sample)), JsonSerializable(typeof(System.Text.Json.JsonElement))] internal sealed partial class Theirs : JsonSerializerContext;
            """);
        var theirs = ((JsonSerializerContext)Activator.CreateInstance(
            program.JobType.Assembly.GetType("Acme.Theirs")!,
            new JsonSerializerOptions(program.TypeInfo.Options) { TypeInfoResolver = null, Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) } })!)
            .GetTypeInfo(program.JobType)!;

        var written = Write(Read(json, program.TypeInfo), program.TypeInfo);
        Assert.Equal(Write(Read(json, theirs), theirs), written);
        Assert.Equal(Write(Read(json, program.TypeInfo), theirs), written);
        Assert.Equal(Write(Read(json, theirs), program.TypeInfo), written);
        Assert.Equal(Write(Read(written, theirs), theirs), Write(Read(written, program.TypeInfo), program.TypeInfo));
        Assert.All(Mutations.Of(json), mutant => Assert.Equal(Outcome(mutant, theirs), Outcome(mutant, program.TypeInfo)));
    }

    private static string Outcome(byte[] json, JsonTypeInfo typeInfo)
    {
        var text = Encoding.UTF8.GetString(json);
        try
        {
            return $"{text} is {JsonSerializer.Serialize(JsonSerializer.Deserialize(json, typeInfo), typeInfo)}";
        }
        catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
        {
            // Many types for one fault: that of a constructor, say, is a fault of the JSON with us.
            return $"{text} is refused";
        }
    }

    private static object Read(string json, JsonTypeInfo typeInfo) => JsonSerializer.Deserialize(json, typeInfo)!;

    private static string Write(object value, JsonTypeInfo typeInfo) => JsonSerializer.Serialize(value, typeInfo);
}
