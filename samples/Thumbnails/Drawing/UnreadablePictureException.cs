namespace Thumbnails.Drawing;

/// <summary>A file is no picture, or only a part of one.</summary>
/// <param name="message">What is wrong with it.</param>
public sealed class UnreadablePictureException(string message) : Exception(message);
