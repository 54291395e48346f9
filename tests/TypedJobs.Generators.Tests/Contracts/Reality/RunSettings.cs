using System.Globalization;

namespace TypedJobs.Generators.Tests.Contracts.Reality;

/// <summary>Variables of the environment that ask for more than a usual run tries.</summary>
internal static class RunSettings
{
    public static int Of(string name, int otherwise)
        => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
