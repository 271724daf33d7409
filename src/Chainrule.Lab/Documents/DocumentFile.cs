using System.Text;

namespace Chainrule.Lab.Documents;

/// <summary>Reads the text of documents.</summary>
internal static class DocumentFile
{
    /// <summary>The text of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="noun">What it holds, for messages: <c>recipe</c>, <c>study</c>.</param>
    /// <exception cref="DocumentException">The file cannot be read.</exception>
    public static string ReadText(string path, string noun)
    {
        try
        {
            // A file that grows while it is read, or has no length, is cut off one byte beyond what is allowed: enough to be refused.
            using FileStream file = FileSystem.OpenRead(path);
            byte[] bytes = new byte[YamlReader.MaximumLength + 4];
            int length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            int start = bytes.AsSpan(0, length).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, start, length - start);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            string problem = error switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
                DecoderFallbackException => "the file is not UTF-8 text.",
                UnauthorizedAccessException => "the file may not be read.",
                _ when FileSystem.NotAFile(path) is { } kind => $"this is {kind}, not a {noun}.",
                _ => $"the file cannot be read: {error.Message}",
            };
            throw new DocumentException(new(path, 0, 0), "", problem, error);
        }
    }
}
