using Thumbnails.Jobs;

namespace Thumbnails;

/// <summary>Where pictures come from and thumbnails go to.</summary>
/// <param name="input">The folder of the pictures.</param>
/// <param name="output">The folder of the thumbnails; made with the first of them.</param>
public sealed class PictureFolders(string input, string output)
{
    /// <summary>The folder of the thumbnails, as a full path.</summary>
    public string Output { get; } = Path.GetFullPath(output);

    /// <summary>The pictures of the input folder, by name.</summary>
    public IReadOnlyList<string> Pictures()
        => [.. Directory.EnumerateFiles(input).Where(static file => FormatOf(file) is not null).Select(Path.GetFullPath).Order(StringComparer.Ordinal)];

    /// <summary>The file of a picture that a job names.</summary>
    public string Source(string source) => Path.GetFullPath(source, Path.GetFullPath(input));

    /// <summary>The file of the thumbnail: called as the picture, with the format's ending.</summary>
    public string Target(string source, ImageFormat format)
    {
        var name = FormatOf(source) == format ? Path.GetFileName(source) : Path.GetFileNameWithoutExtension(source) + Ending(format);
        return Path.Combine(Directory.CreateDirectory(Output).FullName, name);
    }

    /// <summary>The format that a file's ending stands for; null if it is no picture that this program knows.</summary>
    public static ImageFormat? FormatOf(string file)
        => Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".PNG" => ImageFormat.Png,
            ".JPG" or ".JPEG" => ImageFormat.Jpeg,
            _ => null,
        };

    private static string Ending(ImageFormat format) => format == ImageFormat.Png ? ".png" : ".jpg";
}
