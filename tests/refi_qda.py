"""The part of the REFI-QDA Project 1.0 structure that an export of codes and coded text uses, as a schema.

Written from the published description of the standard (qdasoftware.org): the order of the elements, which attributes
each must have, and the form of ids, dates, colours and paths.
"""

from __future__ import annotations

from lxml import etree

_GUID = r"([0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})|(\{[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\})"

SCHEMA = etree.XMLSchema(
    etree.fromstring(f"""
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:QDA-XML:project:1.0"
           targetNamespace="urn:QDA-XML:project:1.0" elementFormDefault="qualified">
  <xs:simpleType name="Guid"><xs:restriction base="xs:token"><xs:pattern value="{_GUID}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Colour"><xs:restriction base="xs:string"><xs:pattern value="#([A-Fa-f0-9]{{6}}|[A-Fa-f0-9]{{3}})"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Path"><xs:restriction base="xs:string"><xs:pattern value="internal://[^/]+\\.txt"/></xs:restriction></xs:simpleType>
  <xs:complexType name="Code"><xs:sequence>
      <xs:element name="Description" type="xs:string" minOccurs="0"/>
      <xs:element name="Code" type="Code" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="guid" type="Guid" use="required"/><xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="isCodable" type="xs:boolean" use="required"/><xs:attribute name="color" type="Colour"/></xs:complexType>
  <xs:complexType name="Coding"><xs:sequence>
      <xs:element name="CodeRef"><xs:complexType><xs:attribute name="targetGUID" type="Guid" use="required"/></xs:complexType></xs:element></xs:sequence>
    <xs:attribute name="guid" type="Guid" use="required"/><xs:attribute name="creatingUser" type="Guid"/>
    <xs:attribute name="creationDateTime" type="xs:dateTime"/></xs:complexType>
  <xs:complexType name="PlainTextSelection"><xs:sequence>
      <xs:element name="Description" type="xs:string" minOccurs="0"/>
      <xs:element name="Coding" type="Coding" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="guid" type="Guid" use="required"/><xs:attribute name="name" type="xs:string"/>
    <xs:attribute name="startPosition" type="xs:integer" use="required"/><xs:attribute name="endPosition" type="xs:integer" use="required"/>
    <xs:attribute name="creatingUser" type="Guid"/><xs:attribute name="creationDateTime" type="xs:dateTime"/></xs:complexType>
  <xs:complexType name="TextSource"><xs:sequence>
      <xs:element name="Description" type="xs:string" minOccurs="0"/>
      <xs:element name="PlainTextSelection" type="PlainTextSelection" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attribute name="guid" type="Guid" use="required"/><xs:attribute name="name" type="xs:string"/>
    <xs:attribute name="plainTextPath" type="Path"/><xs:attribute name="creationDateTime" type="xs:dateTime"/></xs:complexType>
  <xs:element name="Project"><xs:complexType><xs:sequence>
      <xs:element name="Users" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="User" maxOccurs="unbounded"><xs:complexType>
        <xs:attribute name="guid" type="Guid" use="required"/><xs:attribute name="name" type="xs:string"/></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
      <xs:element name="CodeBook" minOccurs="0"><xs:complexType><xs:sequence><xs:element name="Codes"><xs:complexType><xs:sequence>
        <xs:element name="Code" type="Code" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>
      <xs:element name="Sources" minOccurs="0"><xs:complexType><xs:sequence>
        <xs:element name="TextSource" type="TextSource" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:sequence>
    <xs:attribute name="name" type="xs:string" use="required"/><xs:attribute name="origin" type="xs:string"/>
    <xs:attribute name="creationDateTime" type="xs:dateTime"/></xs:complexType>
    <xs:unique name="OneIdForEach"><xs:selector xpath=".//*"/><xs:field xpath="@guid"/></xs:unique></xs:element>
</xs:schema>""")
)
