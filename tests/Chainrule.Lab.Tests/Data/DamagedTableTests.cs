using System.Text;
using Chainrule.Data;
using Chainrule.Lab.Data;

namespace Chainrule.Lab.Tests.Data;

public class DamagedTableTests
{
    [Fact]
    public void A_damaged_table_is_read_or_refused()
    {
        byte[][] tables =
        [
            Encoding.UTF8.GetBytes("x,y,kind\n1,2.5,a\n-3e2,4,b\n5,6,a\n7,8,\"c, \"\"d\"\"\"\n"),
            Encoding.UTF8.GetBytes("1;2;0\r\n3;4;1\r\n5;6;2\r\n"),
            Encoding.UTF8.GetBytes("\uFEFFgröße\tziel\n1.5\t2.5\n3.5\t4.5\n"),
            Encoding.UTF8.GetBytes("1|2|3\n"),
        ];
        int sound = Damage.Survives(tables, 10_000, 6, "\"',;\t|\n\r .-+e0159nNaA\0\xFF"u8,
            table => CsvTable.Read(new CsvData("table.csv"), "table.csv", new MemoryStream(table)).ToDataset<float>(),
            typeof(DataException));
        Assert.InRange(sound, 500, 9500);
    }
}
