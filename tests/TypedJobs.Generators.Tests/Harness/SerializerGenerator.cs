using System.Reflection;
using Microsoft.CodeAnalysis;

namespace TypedJobs.Generators.Tests.Harness;

/// <summary>System.Text.Json's own generator, as the SDK that builds these tests would run it.</summary>
internal static class SerializerGenerator
{
    private static readonly Assembly Assembly = Assembly.LoadFrom(
        typeof(SerializerGenerator).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(static data => data.Key == "JsonGenerator").Value!);

    public static ISourceGenerator Create()
        => Assembly.GetTypes()
            .Where(static type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IIncrementalGenerator)))
            .Select(static type => ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator())
            .Single();
}
