using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Features;
using TypedJobs;

var failures = 0;

Check(
    new Scalars(
        true, -1, 2, -3, 4, -5, 6, -7, 8, Int128.MinValue, UInt128.MaxValue, (Half)1.5, 0.1f, 0.1, 1.50m, 'x', "é\"", new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), new Uri("http://a.b/c"), new Version(1, 2, 3),
        DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, new DateOnly(2026, 1, 2), new TimeOnly(3, 4, 5), new TimeSpan(1, 2, 3), [1, 2], new byte[] { 3 }, Color.Blue, Sides.Left | Sides.Right, null, Color.Green),
    """{"a":true,"b":-1,"c":2,"d":-3,"e":4,"f":-5,"g":6,"h":-7,"i":8,"j":-170141183460469231731687303715884105728,"k":340282366920938463463374607431768211455,"l":1.5,"m":0.1,"n":0.1,"o":1.50,"p":"x","q":"\u00E9\u0022","r":"00000001-0002-0003-0405-060708090a0b","s":"http://a.b/c","t":"1.2.3","u":"1970-01-01T00:00:00Z","v":"1970-01-01T00:00:00+00:00","w":"2026-01-02","x":"03:04:05","y":"01:02:03","z":"AQI=","bytes":"Aw==","color":"dark-blue","sides":"Left, Right","none":null,"some":"Green"}""");
Check(
    new Collections(
        [1], ["a", null], [2], [new("b")], [3], [Guid.Empty], [4], new HashSet<int> { 5 }, [6], new([7]), [8], [new("c")], [9], FrozenSet.ToFrozenSet([10]),
        new() { ["k"] = 1 }, new Dictionary<Guid, int> { [Guid.Empty] = 2 }, new Dictionary<int, Line> { [3] = new("d") }, new() { [new DateOnly(2026, 1, 2)] = 4 },
        ImmutableDictionary.CreateRange([KeyValuePair.Create(Color.Blue, 5)]), new Dictionary<long, string> { [6] = "e" }.ToFrozenDictionary()),
    """{"a":[1],"b":["a",null],"c":[2],"d":[{"product":"b","count":1,"next":null}],"e":[3],"f":["00000000-0000-0000-0000-000000000000"],"g":[4],"h":[5],"i":[6],"j":[7],"k":[8],"l":[{"product":"c","count":1,"next":null}],"m":[9],"n":[10],"o":{"k":1},"p":{"00000000-0000-0000-0000-000000000000":2},"q":{"3":{"product":"d","count":1,"next":null}},"r":{"2026-01-02":4},"s":{"dark-blue":5},"t":{"6":"e"}}""");
Check(new Json(JsonElement.Parse("[1]"), JsonNode.Parse("{\"a\":null}"), JsonDocument.Parse("2"), new JsonObject { ["b"] = 3 }), """{"a":[1],"b":{"a":null},"c":2,"d":{"b":3}}""");
Check(
    new Objects(new Square("s") { Width = 1 }, new(2) { Label = null }, new(new("p")), new() { Label = "l" }, new(300), new(" n ")),
    """{"shape":{"$type":"square","width":1,"name":"s"},"number":{"value":2,"label":null},"line":{"value":{"product":"p","count":1,"next":null},"label":"none"},"parcel":{"label":"l","_grams":5},"price":"300","checked":{"name":"n","count":4},"kept":7,"secret":"secret"}""");
Check(
    new Attributes("n", 1) { Tax = new(5), Filled = { 6 }, Rest = new() { ["more"] = JsonElement.Parse("[7]") } },
    """{"first":1,"the name":"n","text":"3","filled":[6],"tax":"5","gone":2,"more":[7]}""");
Check(new Listed([1, 2]), """{"bag":[1,2]}""");

var read = Read<Objects>("""{"kept":1,"shape":{"radius":1,"name":"c","$type":"circle"},"number":{"value":2},"line":{"value":{"product":"p"}},"parcel":{"label":"l","_grams":9},"price":"300","checked":{"name":" n "}}""");
Expect("the discriminator last", read.Shape is Circle { Radius: 1 });
Expect("the default of an init-only member of a generic type", read.Number.Label == "none");
Expect("a private field", read.Parcel.Grams() == 9);
Expect("a constructor and a callback", read.Checked is { Name: "n", Count: 4, WasRead: true });
Expect("reflection is off", !JsonSerializer.IsReflectionEnabledByDefault);

Console.WriteLine(failures == 0 ? "Everything holds." : $"{failures} failed.");
return failures;

void Check<T>(T job, string json)
    where T : IJob<T>
{
    var written = JsonSerializer.Serialize(job, T.Contract.JsonTypeInfo);
    Expect($"{T.Contract.Name}: writing\n  {written}\n  {json}", written == json);
    var again = JsonSerializer.Serialize(Read<T>(json), T.Contract.JsonTypeInfo);
    Expect($"{T.Contract.Name}: reading\n  {again}\n  {json}", again == json);
}

T Read<T>(string json)
    where T : IJob<T>
    => JsonSerializer.Deserialize(json, T.Contract.JsonTypeInfo)!;

void Expect(string what, bool holds)
{
    if (!holds)
    {
        failures++;
        Console.WriteLine("FAILED " + what);
    }
}
