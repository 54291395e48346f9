using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests.Payloads;

/// <summary>
/// Under the same options we write byte for byte what System.Text.Json's own generator writes, and each reads what the other has written.
/// </summary>
public sealed class EqualityTests
{
    private const int Types = 300;

    [Fact]
    public void Any_job_is_written_and_read_as_by_the_serializers_own_generator() => RecordTypes.Batch(Types).Sample(AssertEqual, iter: 1, threads: 1);

    private static void AssertEqual(RecordType[] types)
    {
        var listed = string.Join(", ", types.Select(static (_, index) => $"JsonSerializable(typeof(R{index}))"));
        var assembly = GeneratorRun.WithSerializer(
            RecordTypes.Shared + string.Join('\n', types.Select(static type => type.Source)) + $"\n[{listed}] public sealed partial class Theirs : JsonSerializerContext;").Load();
        var ours = (JsonSerializerContext)assembly.GetType("TypedJobs.Generated.JobJson")!.GetProperty("Default", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        var theirs = (JsonSerializerContext)Activator.CreateInstance(
            assembly.GetType("Acme.Theirs")!,
            new JsonSerializerOptions(ours.Options) { TypeInfoResolver = null, Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) } })!;

        for (var i = 0; i < types.Length; i++)
        {
            var type = assembly.GetType($"Acme.R{i}")!;
            AssertEqual(types[i], ours.GetTypeInfo(type)!, theirs.GetTypeInfo(type)!);
        }
    }

    private static void AssertEqual(RecordType type, JsonTypeInfo ours, JsonTypeInfo theirs)
    {
        foreach (var json in type.Values)
        {
            try
            {
                // What is read is asked once only: an object may count how often it is written.
                var written = Write(Read(json, ours), ours);
                Assert.Equal(Write(Read(json, theirs), theirs), written);
                Assert.Equal(Write(Read(json, ours), theirs), written);
                Assert.Equal(Write(Read(json, theirs), ours), written);
                Assert.Equal(Write(Read(written, theirs), theirs), Write(Read(written, ours), ours));
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                throw new InvalidOperationException($"{type.Source}\n{json}", exception);
            }
            catch (Xunit.Sdk.XunitException exception)
            {
                throw new InvalidOperationException($"{type.Source}\n{json}\n{exception.Message}", exception);
            }
        }
    }

    private static object Read(string json, JsonTypeInfo typeInfo) => JsonSerializer.Deserialize(json, typeInfo)!;

    private static string Write(object value, JsonTypeInfo typeInfo) => JsonSerializer.Serialize(value, typeInfo);
}
