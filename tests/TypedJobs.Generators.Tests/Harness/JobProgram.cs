using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Xunit;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>
/// A program with a job <c>Acme.Sample</c> that was generated, compiled and loaded, and its JSON: ours, and System.Text.Json's by reflection
/// under the same options.
/// </summary>
internal sealed class JobProgram
{
    private readonly Assembly _assembly;

    private JobProgram(GeneratorRun run)
    {
        Run = run;
        _assembly = run.Load();
        JobType = _assembly.GetType("Acme.Sample", throwOnError: true)!;
        Contract = (JobContract)InvokeFor(JobType, nameof(ContractOf));
        TypeInfo = (JsonTypeInfo)InvokeFor(JobType, nameof(TypeInfoOf));
        Reflection = new JsonSerializerOptions(TypeInfo.Options)
        {
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        };
    }

    public GeneratorRun Run { get; }

    public Type JobType { get; }

    public JobContract Contract { get; }

    /// <summary>The generated metadata of the job.</summary>
    public JsonTypeInfo TypeInfo { get; }

    /// <summary>What System.Text.Json does with reflection, all options the same.</summary>
    public JsonSerializerOptions Reflection { get; }

    /// <summary>A program whose types stand in the namespace <c>Acme</c>.</summary>
    public static JobProgram Of(string types) => new(GeneratorRun.Of("using System.Text.Json.Serialization; namespace Acme;\n" + types));

    /// <summary>A program with contexts of its own, which System.Text.Json's generator completes.</summary>
    public static JobProgram WithSerializer(string types) => new(GeneratorRun.WithSerializer("using System.Text.Json.Serialization;\n" + types));

    /// <summary>A program that references another.</summary>
    public static JobProgram Of(GeneratorRun referenced, string types)
    {
        // The reference must be in the process before the program that needs it runs.
        var loaded = referenced.Load();
        System.Runtime.Loader.AssemblyLoadContext.Default.Resolving += (_, name) => name.Name == loaded.GetName().Name ? loaded : null;
        return new JobProgram(GeneratorRun.Of("Acme", [referenced.AsReference()], "using System.Text.Json.Serialization; namespace Acme;\n" + types));
    }

    /// <summary>What the program's <c>public static Sample Samples.Name { get; }</c> holds.</summary>
    public object Sample(string name) => Static("Samples", name);

    /// <summary>What the program's <c>public static Sample Wrong.Name</c> returns: a job that cannot be written.</summary>
    public object Wrong(string name) => Static("Wrong", name);

    /// <summary>Everything that <c>Samples</c> holds.</summary>
    public IReadOnlyList<object> Samples()
        => [.. _assembly.GetType("Acme.Samples", throwOnError: true)!.GetProperties().Select(static property => property.GetValue(null)!)];

    public string Write(object job)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            JsonSerializer.Serialize(writer, job, TypeInfo);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    public object Read(string json) => JsonSerializer.Deserialize(json, TypeInfo)!;

    public string WriteByReflection(object job) => JsonSerializer.Serialize(job, JobType, Reflection);

    public object ReadByReflection(string json) => JsonSerializer.Deserialize(json, JobType, Reflection)!;

    /// <summary>
    /// Asserts for every sample that we write what the serializer writes by reflection, byte for byte, and that what we read
    /// of it has all its values: the serializer writes the same of it again.
    /// </summary>
    public void AssertRoundTrips()
    {
        Assert.NotEmpty(Samples());
        Assert.All(Samples(), job =>
        {
            var json = WriteByReflection(job);
            Assert.Equal(json, Write(job));
            Assert.Equal(json, WriteByReflection(Read(json)));
        });
    }

    /// <summary>Asserts that a text is refused, and returns where and why.</summary>
    public string AssertRefused(string json)
    {
        var refused = Assert.Throws<JsonException>(() => Read(json));
        return $"{refused.Path}: {refused.Message}";
    }

    /// <summary>The value of a member of a job, through a path of names.</summary>
    public static object? Member(object job, string path)
        => path.Split('.').Aggregate((object?)job, static (value, name) => value!.GetType().GetProperty(name)!.GetValue(value));

    private object Static(string type, string property)
        => _assembly.GetType($"Acme.{type}", throwOnError: true)!.GetProperty(property)!.GetValue(null)!;

    private static object InvokeFor(Type job, string method)
        => typeof(JobProgram).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(job).Invoke(null, null)!;

    private static JobContract<T> ContractOf<T>()
        where T : IJob<T>
        => T.Contract;

    private static JsonTypeInfo<T> TypeInfoOf<T>()
        where T : IJob<T>
        => T.Contract.JsonTypeInfo;
}
