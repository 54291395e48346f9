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
            MemberKinds.Shared + string.Join('\n', types.Select(static type => type.Source)) + $"\n[{listed}] public sealed partial class Theirs : JsonSerializerContext;").Load();
        var ours = (JsonSerializerContext)assembly.GetType("TypedJobs.Generated.JobJson")!.GetProperty("Default", BindingFlags.Static | BindingFlags.NonPublic)!.GetValue(null)!;
        var theirs = (JsonSerializerContext)Activator.CreateInstance(
            assembly.GetType("Acme.Theirs")!,
            new JsonSerializerOptions(ours.Options) { TypeInfoResolver = null, Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) } })!;

        var differences = types.SelectMany((type, index) => Differences(type, assembly.GetType($"Acme.R{index}")!, ours, theirs)).ToList();
        Assert.True(differences.Count == 0, string.Join("\n\n", differences));
    }

    private static IEnumerable<string> Differences(RecordType type, Type record, JsonSerializerContext ourContext, JsonSerializerContext theirContext)
    {
        foreach (var json in type.Values)
        {
            string difference;
            try
            {
                var (ours, theirs) = (ourContext.GetTypeInfo(record)!, theirContext.GetTypeInfo(record)!);

                // What is read is asked once only: an object may count how often it is written.
                var written = Write(Read(json, ours), ours);
                Assert.Equal(Write(Read(json, theirs), theirs), written);
                Assert.Equal(Write(Read(json, ours), theirs), written);
                Assert.Equal(Write(Read(json, theirs), ours), written);
                Assert.Equal(Write(Read(written, theirs), theirs), Write(Read(written, ours), ours));
                continue;
            }
#pragma warning disable CA1031 // Whatever it is, it is shown with the type.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                difference = exception is Xunit.Sdk.XunitException ? exception.Message : exception.ToString();
            }

            yield return $"{type.Source}\n{json}\n{difference}";
        }
    }

    private static object Read(string json, JsonTypeInfo typeInfo) => JsonSerializer.Deserialize(json, typeInfo)!;

    private static string Write(object value, JsonTypeInfo typeInfo) => JsonSerializer.Serialize(value, typeInfo);
}
