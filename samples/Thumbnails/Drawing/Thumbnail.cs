using SkiaSharp;
using Thumbnails.Jobs;

namespace Thumbnails.Drawing;

/// <summary>A picture made smaller.</summary>
public sealed class Thumbnail
{
    private const int JpegQuality = 85;

    private readonly byte[] _encoded;

    private Thumbnail(byte[] encoded, int width, int height)
    {
        _encoded = encoded;
        Width = width;
        Height = height;
    }

    /// <summary>The width in pixels.</summary>
    public int Width { get; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; }

    /// <summary>Reads a picture and scales it to a width, keeping its proportions; never makes it larger.</summary>
    /// <exception cref="UnreadablePictureException">The file is no picture, or only a part of one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Thumbnail Create(string file, int width, ImageFormat format)
    {
        using var picture = Decode(file);
        var scaledWidth = Math.Clamp(width, 1, picture.Width);
        var scaledHeight = Math.Max(1, (int)Math.Round((double)picture.Height * scaledWidth / picture.Width));
        using var scaled = picture.Resize(new SKSizeI(scaledWidth, scaledHeight), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var data = scaled.Encode(format == ImageFormat.Png ? SKEncodedImageFormat.Png : SKEncodedImageFormat.Jpeg, JpegQuality);
        return new Thumbnail(data.ToArray(), scaledWidth, scaledHeight);
    }

    /// <summary>Writes the file. It appears whole or not at all, so that nobody sees half a thumbnail.</summary>
    public async Task SaveAsync(string file, CancellationToken cancellationToken)
    {
        var unfinished = $"{file}.{Guid.NewGuid():N}.part";
        try
        {
            await File.WriteAllBytesAsync(unfinished, _encoded, cancellationToken);
            File.Move(unfinished, file, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static SKBitmap Decode(string file)
    {
        using var content = File.OpenRead(file);
        using var codec = SKCodec.Create(content, out var recognized);
        if (recognized != SKCodecResult.Success)
        {
            throw new UnreadablePictureException("is not a picture");
        }

        var picture = new SKBitmap(codec.Info.WithAlphaType(SKAlphaType.Premul));
        var result = codec.GetPixels(picture.Info, picture.GetPixels());
        if (result == SKCodecResult.Success)
        {
            return picture;
        }

        picture.Dispose();
        throw new UnreadablePictureException(result == SKCodecResult.IncompleteInput ? "ends in the middle of the picture" : $"cannot be decoded ({result})");
    }
}
