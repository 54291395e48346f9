namespace Thumbnails.Jobs;

/// <summary>The format of a thumbnail.</summary>
public enum ImageFormat
{
    /// <summary>PNG.</summary>
    Png,

    /// <summary>JPEG.</summary>
    Jpeg,
}
