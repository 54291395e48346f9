using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Features;
using TypedJobs;
using TypedJobs.Beanstalk;
using TypedJobs.Brokers.Beanstalk;
using TypedJobs.Workers;

// Features SERVER: sends itself every shape of a payload, as it writes it and as others would.
var failures = 0;
await using var broker = new BeanstalkBroker(new BeanstalkBrokerOptions { Server = args[0] });
await using var other = await BeanstalkClient.ConnectAsync(args[0]);
using var stopping = new CancellationTokenSource();
var received = Channel.CreateUnbounded<object>();
var jobs = new JobClient(broker);
var working = Worker.Create<FeatureWorker>(broker, new JobHandlers().Add(() => new Receiver(received.Writer))).RunAsync(stopping.Token);

await CheckAsync(
    new Scalars(
        true, -1, 2, -3, 4, -5, 6, -7, 8, Int128.MinValue, UInt128.MaxValue, (Half)1.5, 0.1f, 0.1, 1.50m, 'x', "é\"", new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), new Uri("http://a.b/c"), new Version(1, 2, 3),
        DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, new DateOnly(2026, 1, 2), new TimeOnly(3, 4, 5), new TimeSpan(1, 2, 3), [1, 2], new byte[] { 3 }, Color.Blue, Sides.Left | Sides.Right, null, Color.Green),
    """{"a":true,"b":-1,"c":2,"d":-3,"e":4,"f":-5,"g":6,"h":-7,"i":8,"j":-170141183460469231731687303715884105728,"k":340282366920938463463374607431768211455,"l":1.5,"m":0.1,"n":0.1,"o":1.50,"p":"x","q":"\u00E9\u0022","r":"00000001-0002-0003-0405-060708090a0b","s":"http://a.b/c","t":"1.2.3","u":"1970-01-01T00:00:00Z","v":"1970-01-01T00:00:00+00:00","w":"2026-01-02","x":"03:04:05","y":"01:02:03","z":"AQI=","bytes":"Aw==","color":"dark-blue","sides":"Left, Right","none":null,"some":"Green"}""");
await CheckAsync(
    new Collections(
        [1], ["a", null], [2], [new("b")], [3], [Guid.Empty], [4], new HashSet<int> { 5 }, [6], new([7]), [8], [new("c")], [9], FrozenSet.ToFrozenSet([10]),
        new() { ["k"] = 1 }, new Dictionary<Guid, int> { [Guid.Empty] = 2 }, new Dictionary<int, Line> { [3] = new("d") }, new() { [new DateOnly(2026, 1, 2)] = 4 },
        ImmutableDictionary.CreateRange([KeyValuePair.Create(Color.Blue, 5)]), new Dictionary<long, string> { [6] = "e" }.ToFrozenDictionary()),
    """{"a":[1],"b":["a",null],"c":[2],"d":[{"product":"b","count":1,"next":null}],"e":[3],"f":["00000000-0000-0000-0000-000000000000"],"g":[4],"h":[5],"i":[6],"j":[7],"k":[8],"l":[{"product":"c","count":1,"next":null}],"m":[9],"n":[10],"o":{"k":1},"p":{"00000000-0000-0000-0000-000000000000":2},"q":{"3":{"product":"d","count":1,"next":null}},"r":{"2026-01-02":4},"s":{"dark-blue":5},"t":{"6":"e"}}""");
await CheckAsync(new Json(JsonElement.Parse("[1]"), JsonNode.Parse("{\"a\":null}"), JsonDocument.Parse("2"), new JsonObject { ["b"] = 3 }), """{"a":[1],"b":{"a":null},"c":2,"d":{"b":3}}""");
await CheckAsync(
    new Objects(new Square("s") { Width = 1 }, new(2) { Label = null }, new(new("p")), new() { Label = "l" }, new(300), new(" n "), new() { Width = 1, Height = 2 }, new(3) { Inner = [new(4)] }),
    """{"shape":{"$type":"square","width":1,"name":"s"},"number":{"value":2,"label":null},"line":{"value":{"product":"p","count":1,"next":null},"label":"none"},"parcel":{"label":"l","_grams":5},"price":"300","checked":{"name":"n","count":4},"size":{"width":1,"height":2},"marked":{"number":3,"inner":[{"number":4,"inner":null}]},"kept":7,"secret":"secret"}""");
await CheckAsync(
    new Attributes("n", 1) { Tax = new(5), Filled = { 6 }, Rest = new() { ["more"] = JsonElement.Parse("[7]") } },
    """{"first":1,"the name":"n","text":"3","filled":[6],"tax":"5","gone":2,"more":[7]}""",
    keepsUnknown: true);
await CheckAsync(
    new MoreCollections(
        [1], new HashSet<int> { 2 }, [3], [4], [5], ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("k", 6)]), [new(7, 8)], [new(9, 10), null],
        new() { [Guid.Empty] = [11] }, new() { [DateTimeOffset.UnixEpoch] = 12 }, new() { [Color.Blue] = new("a") }, new() { ["o"] = new() { ["i"] = [13] } }, new byte[] { 14 }, [[15]], [Color.Red, Color.Blue]),
    """{"a":[1],"b":[2],"c":[3],"d":[4],"e":[5],"f":{"k":6},"g":[{"x":7,"y":8}],"h":[{"x":9,"y":10},null],"i":{"00000000-0000-0000-0000-000000000000":[11]},"j":{"1970-01-01T00:00:00+00:00":12},"k":{"dark-blue":{"product":"a","count":1,"next":null}},"l":{"o":{"i":[13]}},"m":"Dg==","n":["Dw=="],"o":["Red","dark-blue"]}""");
const string Nulls = """{"a":null,"b":null,"c":null,"d":null,"e":null,"f":null,"g":null,"h":null,"i":null,"j":null,"k":null,"l":null,"m":null,"n":null,"o":null,"p":null,"q":null,"r":null,"s":null,"t":null,"u":null,"v":null,"w":null,"x":null,"y":null,"z":null,"bytes":null,"color":null,"sides":null,"point":null,"line":null,"list":null,"node":null}""";
await CheckAsync(Read<Nullables>("{}"), Nulls);
await CheckForeignAsync<Nullables>("{ }", Nulls);
await CheckAsync(
    new Nullables(
        true, -1, 2, -3, 4, -5, 6, -7, 8, 9, 10, (Half)1.5, 0.1f, 0.1, 1.50m, 'x', "q", Guid.Empty, new Uri("a/b", UriKind.Relative), new Version(1, 2), DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, new DateOnly(2026, 1, 2),
        new TimeOnly(3, 4, 5), new TimeSpan(1, 2, 3), [1, 2], new byte[] { 3 }, Color.Blue, Sides.Left | Sides.Right, new Point(1, 2), new("p"), [1], JsonNode.Parse("[null]")),
    """{"a":true,"b":-1,"c":2,"d":-3,"e":4,"f":-5,"g":6,"h":-7,"i":8,"j":9,"k":10,"l":1.5,"m":0.1,"n":0.1,"o":1.50,"p":"x","q":"q","r":"00000000-0000-0000-0000-000000000000","s":"a/b","t":"1.2","u":"1970-01-01T00:00:00Z","v":"1970-01-01T00:00:00+00:00","w":"2026-01-02","x":"03:04:05","y":"01:02:03","z":"AQI=","bytes":"Aw==","color":"dark-blue","sides":"Left, Right","point":{"x":1,"y":2},"line":{"product":"p","count":1,"next":null},"list":[1],"node":[null]}""");
const string AllDefaults = """{"a":true,"b":-128,"c":255,"d":-3,"e":4,"f":-2147483648,"g":4294967295,"h":-9223372036854775808,"i":18446744073709551615,"j":0.1,"k":-1E+300,"l":1.50,"m":"\u0022","n":"a\u0022b\\","o":null,"p":"dark-blue","q":"Left, Right","r":5,"s":"Green","t":"00000000-0000-0000-0000-000000000000","u":"0001-01-01T00:00:00","v":"00:00:00","w":{"x":0,"y":0},"x":7,"y":["one"],"z":"zed"}""";
await CheckAsync(new Defaults(), AllDefaults);
await CheckForeignAsync<Defaults>("{\n}", AllDefaults);
await CheckForeignAsync<Defaults>(
    """{"j":1e-1,"k":-1000e297,"l":15.0E-1,"m":"\"","n":"a\u0022b\u005c","p":"dark-blue","s":"GREEN","q":"right, left","r":5,"u":"0001-01-01"}""",
    AllDefaults);
await CheckAsync(
    new Keys(
        new() { [true] = 1 }, new() { ['x'] = 2 }, new() { [new TimeSpan(3, 4, 5)] = 3 }, new() { [new TimeOnly(6, 7, 8)] = 4 }, new() { [new Uri("http://a/b")] = 5 }, new() { [new Version(1, 2)] = 6 }, new() { [1.50m] = 7 },
        new() { [0.1] = 8 }, new() { [Int128.MinValue] = 9 }, new() { [(Half)1.5] = 10 }, new() { [DateTime.UnixEpoch] = 11 }, new() { [255] = 12 }, new() { [ulong.MaxValue] = 13, [0] = 14 }, new() { [Sides.Left | Sides.Right] = 15 },
        new() { [Level.High] = Level.Low }, ImmutableDictionary<string, int>.Empty.Add("k", 16), new Dictionary<UInt128, int> { [UInt128.MaxValue] = 17 }, ImmutableHashSet.Create(18), ImmutableQueue.Create(19), new JsonArray(JsonValue.Create(20)), JsonValue.Create(21)),
    """{"a":{"True":1},"b":{"x":2},"c":{"03:04:05":3},"d":{"06:07:08":4},"e":{"http://a/b":5},"f":{"1.2":6},"g":{"1.50":7},"h":{"0.1":8},"i":{"-170141183460469231731687303715884105728":9},"j":{"1.5":10},"k":{"1970-01-01T00:00:00Z":11},"l":{"255":12},"m":{"0":14,"18446744073709551615":13},"n":{"Left, Right":15},"o":{"1":0},"p":{"k":16},"q":{"340282366920938463463374607431768211455":17},"r":[18],"s":[19],"t":[20],"u":21}""");
await CheckAsync(
    new Hierarchies(
        new Load<Line>(6, new("p")), [new Car(4), new Load<Line>(2)], new() { Value = 1, Children = [new() { Value = 2 }], ByName = new() { ["none"] = null } },
        new("e", null) { Level = 3, Since = new DateOnly(2026, 1, 2) }, new(), new(4) { All = [1.50m] }),
    """{"first":{"kind":2,"wheels":6,"on":{"product":"p","count":1,"next":null}},"more":[{"kind":"car","wheels":4,"length":"NaN"},{"kind":2,"wheels":2,"on":null}],"tree":{"value":1,"children":[{"value":2,"children":[],"byName":null}],"byName":{"none":null}},"employee":{"salary":null,"level":3,"name":"e","since":"2026-01-02"},"called":{"writing":1},"texts":{"from":"4","all":["1.50"]}}""");
await CheckAsync(new Listed([1, 2]), """{"bag":[1,2]}""");

var read = Read<Objects>("""{"kept":1,"shape":{"radius":1,"name":"c","$type":"circle"},"number":{"value":2},"line":{"value":{"product":"p"}},"parcel":{"label":"l","_grams":9},"price":"300","checked":{"name":" n "},"size":{"width":1,"height":2},"marked":{"inner":null,"number":3}}""");
Expect("the discriminator last", read.Shape is Circle { Radius: 1 });
Expect("the default of an init-only member of a generic type", read.Number.Label == "none");
Expect("a private field", read.Parcel.Grams() == 9);
Expect("a constructor and a callback", read.Checked is { Name: "n", Count: 4, WasRead: true });
Expect("reflection is off", !JsonSerializer.IsReflectionEnabledByDefault);

await stopping.CancelAsync();
await working;
Console.WriteLine(failures == 0 ? "Everything holds." : $"{failures} failed.");
return failures;

// What was written is read by this program, comes back from the server as it was, and does so if somebody else wrote it.
async Task CheckAsync<T>(T job, string json, bool keepsUnknown = false)
    where T : IJob<T>
{
    var written = JsonSerializer.Serialize(job, T.Contract.JsonTypeInfo);
    Expect($"{T.Contract.Name}: writing\n  {written}\n  {json}", written == json);
    var again = JsonSerializer.Serialize(Read<T>(json), T.Contract.JsonTypeInfo);
    Expect($"{T.Contract.Name}: reading\n  {again}\n  {json}", again == json);

    await jobs.EnqueueAsync(job);
    await ExpectReceivedAsync<T>(json);
    await CheckForeignAsync<T>(OtherLanguage.Rewrite(json, addUnknown: !keepsUnknown), json);
}

async Task CheckForeignAsync<T>(string data, string json)
    where T : IJob<T>
{
    var body = $"{{ \"data\" : {data}, \"type\":\"{T.Contract.Name}\" }}";
    await other.PutAsync(Encoding.UTF8.GetBytes(body), new PutOptions { Tube = T.Contract.Tube });
    await ExpectReceivedAsync<T>(json);
}

async Task ExpectReceivedAsync<T>(string json)
    where T : IJob<T>
{
    using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
    var job = await received.Reader.ReadAsync(patience.Token);
    var written = JsonSerializer.Serialize((T)job, T.Contract.JsonTypeInfo);
    Expect($"{T.Contract.Name}: receiving\n  {written}\n  {json}", written == json);
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
