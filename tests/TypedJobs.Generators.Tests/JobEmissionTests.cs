using TypedJobs.Generators.Tests.Harness;
using Xunit;

namespace TypedJobs.Generators.Tests;

/// <summary>Whole generated files, as a reviewer accepted them.</summary>
public sealed class JobEmissionTests
{
    [Fact]
    public void A_flat_record_reads_like_code_a_person_wrote()
        => Snapshot.Match(
            GeneratorRun.Of(
                """
                namespace Acme;

                public enum ImageFormat { Png, Jpeg }

                [Job("thumbnail.create", TimeToRunSeconds = 120)]
                public sealed partial record CreateThumbnail(string Source, int Width, ImageFormat Format = ImageFormat.Png);
                """),
            this);
}
