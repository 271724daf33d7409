using System.Buffers.Binary;
using System.Text;
using Chainrule.Data;
using Chainrule.Interchange;
using Chainrule.Lab.Data;
using Chainrule.Lab.Documents;
using Chainrule.Lab.Recipes;
using Chainrule.Lab.Runs;
using Chainrule.Layers;
using Chainrule.Models;
using Chainrule.Training;

namespace Chainrule.Lab.Tests.Fuzz;

/// <summary>Something that reads files from anybody.</summary>
/// <param name="Name">What it reads.</param>
/// <param name="Files">Files that it reads well.</param>
/// <param name="Words">What its format is made of, with spaces between.</param>
/// <param name="Read">Reads.</param>
internal sealed record Reader(string Name, byte[][] Files, string Words, Action<byte[]> Read)
{
    /// <summary>The errors that say what is wrong with a file; nothing else may come of one.</summary>
    public Type[] Allowed { get; init; } = [typeof(DataException)];

    /// <summary>The most bytes that reading may allocate beside those that the file's size accounts for.</summary>
    public long Constant { get; init; } = 1 << 20;

    /// <summary>The most bytes that reading may allocate for each byte of the file; deflate packs up to 1,032 into one, and of a
    /// picture these are up to 32 more when a bit becomes a pixel.</summary>
    public int PerByte { get; init; } = 64;

    /// <summary>Every reader that there is: who adds one adds a line.</summary>
    public static IReadOnlyList<Reader> All { get; } =
    [
        new("recipe", Golden("recipe.yaml", "canonical.yaml").Concat(Recipes()).ToArray(),
            ": - [ ] { } , & * ! | > \" ' # ? % --- ... << ~ null true .inf .nan 0x type linear residual layers units epochs 30s all",
            ReadRecipe) { Allowed = [typeof(DocumentException)], Constant = 4 << 20, PerByte = 2048 },
        new("idx", [.. Golden("pictures.idx", "labels.idx"), Pack(Golden("pictures.idx")[0])], "\0 \u0001 \b \u001f",
            file => Idx.Read(new MemoryStream(file))) { PerByte = 1100 },
        new("npy", [.. Golden("predictions.npy"), Npy16()], "\u0093NUMPY ( ) , ' descr fortran_order shape <f8 >f4 |u1 <i8 True False { }",
            file => Npy.Read(new MemoryStream(file))),
        new("npz", Golden("weights.npz"), "PK\u0003\u0004 PK\u0001\u0002 PK\u0005\u0006 PK\u0006\u0006 .npy \b \0",
            file => Npz.Read(new MemoryStream(file))) { PerByte = 1100 },
        new("csv", [.. Golden("table.csv"), "1;2;0\r\n3;4;1\r\n"u8.ToArray(), "\uFEFFa\tb\n1.5\t2.5\n3.5\t4.5\n"u8.ToArray()],
            "\" ' , ; | \t \n \r\n nan inf 1e999 -", ReadCsv) { PerByte = 1024 },
        new("png", Golden("sheet.png"), "IHDR PLTE IDAT IEND tRNS gAMA \u0089PNG\r\n \0 \u0010",
            file => Png.Read(file, "x.png")) { PerByte = 33 * 1100 },
        new("png with right checksums", Golden("sheet.png"), "IHDR PLTE IDAT IEND tRNS \0 \u0010",
            file => Png.Read(WithChecksums(file), "x.png")) { PerByte = 33 * 1100 },
        new("safetensors", Golden("run/weights.safetensors", "run/best.safetensors"),
            "{ } [ ] , : \" __metadata__ dtype shape data_offsets F64 F32 BF16 I64 BOOL null \\u0000 \"\\ud800\"",
            file => Safetensors.Read(file, "x.safetensors")),
        new("model", [ModelFile()],
            "{ } [ ] , : \" __metadata__ chainrule.model chainrule.schema position type columns classes output_function softmax threshold "
            + "Shift Divisor null 1e999",
            file => ModelDescription.FromTexts(Safetensors.Read(file, "x.safetensors").Metadata, "x.safetensors")),
        new("checkpoint", [GoldenRun.File],
            "{ } [ ] , : \" sha256 chainrule.checkpoint epochs weights buffer.0 best.weights optimizer.0 F64 F32 null",
            GoldenRun.ReadCheckpoint) { Allowed = [typeof(DataException), typeof(CheckpointMismatchException)] },
        new("checkpoint with the right checksum", GoldenRun.States, "{ } [ ] , : \" epoch step samples running_sums descriptions null",
            GoldenRun.ReadState) { Allowed = [typeof(DataException), typeof(CheckpointMismatchException)] },
        new("summary", Golden("run/summary.json"), "{ } [ ] , : \" train best status completed diverged \"NaN\" null true",
            file => RunSummary.FromJson(Encoding.UTF8.GetString(file))),
    ];

    public override string ToString() => Name;

    internal static byte[][] Golden(params string[] files) =>
        [.. files.Select(file => File.ReadAllBytes(
            Path.Combine([Path.GetDirectoryName(Tests.Recipes.Samples.Folder)!, "tests", "golden", "v1", .. file.Split('/')])))];

    private static IEnumerable<byte[]> Recipes() => Tests.Recipes.Samples.Files.Select(File.ReadAllBytes);

    private static void ReadRecipe(byte[] file) => RecipeReader.Parse(Encoding.UTF8.GetString(file), "r.yaml", []);

    private static void ReadCsv(byte[] file) =>
        CsvTable.Read(new CsvData("table.csv"), "table.csv", new MemoryStream(file)).ToDataset<float>();

    private static byte[] ModelFile()
    {
        using Tests.Data.TemporaryFolder folder = new();
        ModelDescription description = new()
        {
            InputScale = new() { Shift = [1, 2], Divisor = [3, 4] },
            ColumnNames = ["a", "b"],
            Classes = 2,
            ClassNames = ["c", "d"],
            Schema = new() { Inputs = [new("a", 0), new("b", 2)], Target = new("k", 1, ColumnType.Class), Columns = 3, HasHeader = true },
        };
        new Model<float>(Network.Build<float>([2], [new Linear(2)]), description).Save(folder["model"]);
        return File.ReadAllBytes(folder["model"]);
    }

    private static byte[] Npy16()
    {
        using MemoryStream stream = new();
        Npy.Write(stream, NdArray.Create<int>([1, 2, 3, 4, 5, 6], 2, 3));
        return stream.ToArray();
    }

    private static byte[] Pack(byte[] file) => Tests.Data.TemporaryFolder.Gzip(file);

    /// <summary>The picture with the checksums that its chunks should have, so that what they guard is reached.</summary>
    private static byte[] WithChecksums(byte[] file)
    {
        byte[] right = [.. file];
        for (int at = 8; at + 12 <= right.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(right.AsSpan(at));
            if (length > right.Length - at - 12) break;
            BinaryPrimitives.WriteUInt32BigEndian(right.AsSpan(at + 8 + (int)length), ChecksumOf(right.AsSpan(at + 4, 4 + (int)length)));
            at += 12 + (int)length;
        }
        return right;
    }

    /// <summary>CRC-32 as PNG has it, bit by bit.</summary>
    private static uint ChecksumOf(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB88320;
        }
        return ~crc;
    }

    /// <summary>Takes a checkpoint as a resumed run does: into the network and the state of its recipe.</summary>
    private static class GoldenRun
    {
        private static readonly Recipe recipe =
            RecipeReader.Parse(Encoding.UTF8.GetString(Golden("run/recipe.yaml")[0]), "recipe.yaml", []).Recipe;

        /// <summary>A checkpoint of the run.</summary>
        public static byte[] File { get; } = Train();

        private static readonly (IReadOnlyList<SafeTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) whole =
            Safetensors.Read(File, "checkpoint");

        private static readonly Dictionary<string, string> identity = IdentityOf(whole.Metadata[CheckpointFile.StateKey]);

        private static readonly Network<float> network = Network.Build<float>([2], recipe.Model, recipe.Seed);

        public static byte[][] States => [Encoding.UTF8.GetBytes(whole.Metadata[CheckpointFile.StateKey])];

        private static byte[] Train()
        {
            using Tests.Data.TemporaryFolder folder = new();
            folder.Write("recipe.yaml", Golden("run/recipe.yaml")[0]);
            Trainings.Train(RecipeReader.Read(folder["recipe.yaml"]),
                new RunOptions { Folder = folder["run"], DataDirectory = folder.Path, Threads = 1 });
            return System.IO.File.ReadAllBytes(folder["run/checkpoint"]);
        }

        public static void ReadCheckpoint(byte[] file) => Take(Safetensors.Read(file, "checkpoint"));

        public static void ReadState(byte[] state)
        {
            string text = Encoding.UTF8.GetString(state), checksum = CheckpointFile.Checksum(text, whole.Tensors);
            Take((whole.Tensors,
                new Dictionary<string, string> { [CheckpointFile.StateKey] = text, [CheckpointFile.ChecksumKey] = checksum }));
        }

        private static void Take((IReadOnlyList<SafeTensor>, IReadOnlyDictionary<string, string>) file) =>
            CheckpointFile.Read(file, "checkpoint", identity,
                new Trainer<float>(network, recipe.Loss, recipe.Optimizer, recipe.Schedule) { Metrics = recipe.Metrics }.Start());

        private static Dictionary<string, string> IdentityOf(string state)
        {
            System.Text.Json.Nodes.JsonNode json = System.Text.Json.Nodes.JsonNode.Parse(state)!;
            return new() { ["recipe"] = (string)json["recipe"]!, ["data"] = (string)json["data"]! };
        }
    }
}
