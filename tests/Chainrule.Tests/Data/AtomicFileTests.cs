using Chainrule.Data;

namespace Chainrule.Tests.Data;

public sealed class AtomicFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("chainrule-").FullName;

    private string this[string name] => Path.Combine(folder, name);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_is_whole_or_not_there()
    {
        AtomicFile.Write(this["a"], "one");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(this["a"], stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));
        Assert.Equal("one", File.ReadAllText(this["a"]));
        Assert.Equal([this["a"]], Directory.GetFileSystemEntries(folder));
    }

    [Fact]
    public void A_link_is_neither_followed_nor_replaced()
    {
        File.WriteAllText(this["victim"], "precious");
        File.CreateSymbolicLink(this["out"], this["victim"]);
        File.CreateSymbolicLink(this["nowhere"], this["none"]);
        Assert.Contains("is a link", Assert.Throws<IOException>(() => AtomicFile.Write(this["out"], "x")).Message,
            StringComparison.Ordinal);
        Assert.Contains("is a link", Assert.Throws<IOException>(() => AtomicFile.Write(this["nowhere"], "x")).Message,
            StringComparison.Ordinal);
        Assert.Equal("precious", File.ReadAllText(this["victim"]));
        Assert.Equal(this["victim"], new FileInfo(this["out"]).LinkTarget);
        Assert.False(File.Exists(this["none"]));
    }

    [Fact]
    public void A_file_with_two_names_changes_under_one_of_them_alone()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Hard links are made by ln.");
        File.WriteAllText(this["victim"], "precious");
        using (System.Diagnostics.Process link = System.Diagnostics.Process.Start("ln", [this["victim"], this["out"]])) link.WaitForExit();
        Assert.True(FileSystem.HasOtherNames(this["out"]));
        AtomicFile.Write(this["out"], "new");
        Assert.Equal(("precious", "new"), (File.ReadAllText(this["victim"]), File.ReadAllText(this["out"])));
        Assert.False(FileSystem.HasOtherNames(this["out"]));
    }

    [Fact]
    public void What_is_no_ordinary_file_is_neither_replaced_nor_read()
    {
        Directory.CreateDirectory(this["sub"]);
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => AtomicFile.Write(this["sub"], "x")).Message,
            StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only on Linux are devices, pipes and sockets recognised.");
        using (System.Diagnostics.Process make = System.Diagnostics.Process.Start("mkfifo", this["pipe"])) make.WaitForExit();
        using System.Net.Sockets.Socket socket = new(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream,
            System.Net.Sockets.ProtocolType.Unspecified);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(this["socket"]));
        File.CreateSymbolicLink(this["zero"], "/dev/zero");
        foreach ((string name, string kind) in ((string, string)[])
            [(this["pipe"], "a named pipe"), (this["socket"], "a socket"), ("/dev/zero", "a device"), (this["zero"], "a device")])
        {
            Assert.Equal(kind, FileSystem.NotAFile(name));
            Assert.Contains(kind, Assert.Throws<IOException>(() => FileSystem.OpenRead(name)).Message, StringComparison.Ordinal);
            DataException error = Assert.Throws<DataException>(() => Npy.Read(name));
            Assert.Equal($"{name}: the file cannot be read (it is {kind}; expected a file).", error.Message);
            Assert.Equal(error.Message, Assert.Throws<DataException>(() => Png.Read(name)).Message);
            Assert.Equal(error.Message, Assert.Throws<DataException>(() => Chainrule.Interchange.Safetensors.Read(name)).Message);
            if (name != "/dev/zero") Assert.Throws<IOException>(() => AtomicFile.Write(name, "x"));
        }
    }

    [Fact]
    public void Permissions_stay_and_a_write_protected_file_is_left_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        AtomicFile.Write(this["a"], "one");
        File.SetUnixFileMode(this["a"], Private);
        AtomicFile.Write(this["a"], "two");
        Assert.Equal(("two", Private), (File.ReadAllText(this["a"]), File.GetUnixFileMode(this["a"])));
        File.SetUnixFileMode(this["a"], UnixFileMode.UserRead);
        Assert.Contains("is write-protected",
            Assert.Throws<UnauthorizedAccessException>(() => AtomicFile.Write(this["a"], "three")).Message, StringComparison.Ordinal);
        Assert.Equal("two", File.ReadAllText(this["a"]));
    }

    [Fact]
    public void What_a_kill_leaves_is_told_from_other_files()
    {
        string? left = null;
        AtomicFile.Write(this["a"], _ => left = Directory.GetFiles(folder).Single());
        Assert.True(AtomicFile.IsLeftOver(left!));
        Assert.All(["a", "notes.tmp", ".tmp", ".0123.tmp", "checkpoint.tmp"], name => Assert.False(AtomicFile.IsLeftOver(name)));
    }

    [Fact]
    public void More_than_a_format_can_need_is_not_read()
    {
        File.WriteAllBytes(this["a"], new byte[11]);
        Assert.Equal(11, FileSystem.ReadAllBytes(this["a"], 11).Length);
        Assert.Equal("it has 11 bytes; expected no more than 10",
            Assert.Throws<IOException>(() => FileSystem.ReadAllBytes(this["a"], 10)).Message);
    }
}
